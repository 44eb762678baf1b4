import type { Session } from '../session.ts'
import { send } from '../session.ts'

interface GroupList {
  readonly groups: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[]
}

interface ResourceList {
  readonly groupVersion: string
  readonly resources: readonly { readonly kind: string }[]
}

/** The flags that tell a chart which Kubernetes it is rendered for: its version, and what kinds it has. */
export async function capabilityFlags(session: Session): Promise<string[]> {
  const [version, core, { groups }] = (await Promise.all([
    send(session, { path: '/version' }),
    send(session, { path: '/api/v1' }),
    send(session, { path: '/apis' }),
  ])) as [{ gitVersion: string }, ResourceList, GroupList]
  const groupVersions = groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion))
  const lists = await Promise.all(
    groupVersions.map(
      // An aggregated server that is down hides its own kinds only.
      (name) =>
        send(session, { path: `/apis/${name}` }).catch(() => undefined) as Promise<ResourceList | undefined>,
    ),
  )
  const kinds = [core, ...lists].flatMap((list) =>
    list === undefined
      ? []
      : [list.groupVersion, ...list.resources.map(({ kind }) => `${list.groupVersion}/${kind}`)],
  )
  return [`--kube-version=${version.gitVersion}`, `--api-versions=${[...new Set(kinds)].join(',')}`]
}
