import type { Rendered } from './rendered.ts'

/** A pod template in any kind of object that has one. */
export interface Template {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: a pod's specification as rendered
  readonly spec: any
}

export function podTemplates(objects: readonly Rendered[]): Template[] {
  return objects.flatMap(({ kind, metadata, spec }) => {
    const template = kind === 'CronJob' ? spec.jobTemplate.spec.template : spec?.template
    // Other objects have templates too, of backups for one.
    if (template?.spec?.containers === undefined) return []
    return [
      {
        name: `${kind} ${metadata.namespace}/${metadata.name}`,
        labels: template.metadata?.labels ?? {},
        spec: template.spec,
      },
    ]
  })
}

/** Kinds of volumes that the restricted standard admits. */
const admittedVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

/** By digest; or, of a third party, by its exact version, to which the mirror adds the digest. */
const pinned = /(@sha256:[0-9a-f]{64}|:v?\d+\.\d+\.\d+)$/

/** What in a pod the restricted pod security standard refuses, and what we ask for beyond it. */
export function violations({ name, spec }: Template): string[] {
  const found: string[] = []
  const rule = (holds: boolean, what: string) => {
    if (!holds) found.push(`${name}: ${what}`)
  }
  rule(spec.hostNetwork !== true && spec.hostPID !== true && spec.hostIPC !== true, 'shares the host')
  rule(spec.securityContext?.runAsNonRoot === true, 'may run as root')
  rule(spec.securityContext?.runAsUser > 0, 'runs as root')
  rule(spec.securityContext?.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile')
  for (const volume of spec.volumes ?? [])
    for (const type of Object.keys(volume).filter((key) => key !== 'name'))
      rule(admittedVolumes.includes(type), `has a volume of type ${type}`)
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    const { securityContext = {}, resources = {}, ports = [] } = container
    rule(securityContext.allowPrivilegeEscalation === false, `${container.name} may gain privileges`)
    rule(securityContext.privileged !== true, `${container.name} is privileged`)
    rule(
      JSON.stringify(securityContext.capabilities) === '{"drop":["ALL"]}',
      `${container.name} keeps capabilities`,
    )
    rule(securityContext.readOnlyRootFilesystem === true, `${container.name} writes its root file system`)
    rule(
      ports.every((port: object) => !('hostPort' in port)),
      `${container.name} takes a port of the host`,
    )
    rule(resources.requests?.cpu !== undefined, `${container.name} asks for no cores`)
    rule(resources.requests?.memory !== undefined, `${container.name} asks for no memory`)
    rule(resources.limits?.memory !== undefined, `${container.name} has no memory limit`)
    rule(pinned.test(container.image), `${container.name} has an image of no exact version`)
  }
  return found
}
