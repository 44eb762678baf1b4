import type { Properties } from '../../protocol/properties.ts'
import { idOf } from '../objects.ts'
import type { Session } from '../session.ts'
import { helm } from './helm.ts'
import { objectsOf } from './manifest.ts'

export interface ReleaseStatus {
  /** `deployed`, `failed`, `pending-install`, ... */
  readonly status: string
  /** Counts the release's installations and upgrades, from 1. */
  readonly version: number
  readonly chart: string
  readonly chartVersion: string
  readonly values: Properties
  /** As the published provider keeps it in the state. */
  readonly outputs: Properties
}

interface Answer {
  readonly version: number
  readonly manifest?: string
  readonly config?: Properties
  readonly info: { readonly status: string }
}

interface Metadata {
  readonly chart: string
  readonly version: string
  readonly appVersion: string
}

/** What Helm keeps of a release in the cluster, or undefined where there is none. */
export async function statusOf(
  session: Session,
  release: string,
  namespace: string,
): Promise<ReleaseStatus | undefined> {
  const ask = async (...verb: string[]) =>
    JSON.parse(
      await helm([...verb, release, `--namespace=${namespace}`, '--output=json'], session),
    ) as unknown
  try {
    const answer = (await ask('status')) as Answer
    const metadata = (await ask('get', 'metadata')) as Metadata
    return {
      status: answer.info.status,
      version: answer.version,
      chart: metadata.chart,
      chartVersion: metadata.version,
      values: answer.config ?? {},
      outputs: {
        status: {
          appVersion: metadata.appVersion,
          chart: metadata.chart,
          name: release,
          namespace,
          revision: answer.version,
          status: answer.info.status,
          version: metadata.version,
        },
        resourceNames: resourceNames(answer.manifest ?? ''),
      },
    }
  } catch (error) {
    if ((error as Error).message.includes('release: not found')) return undefined
    throw error
  }
}

/** A run was cut while Helm worked on it. */
export function inProgress({ status, version }: ReleaseStatus): boolean {
  return status.startsWith('pending-') || status === 'uninstalling' || (status === 'failed' && version === 1)
}

/** Names by `Kind.group/group/version`, as `Deployment.apps/apps/v1`. */
function resourceNames(manifest: string): Record<string, string[]> {
  const byKind = Map.groupBy(objectsOf(manifest), ({ apiVersion, kind }) => {
    const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : ''
    return `${kind}${group}/${apiVersion}`
  })
  return Object.fromEntries([...byKind].map(([kind, objects]) => [kind, objects.map(idOf)]))
}
