import type { KubernetesObject } from './rules.ts'

export interface Container {
  readonly name: string
  readonly image?: string
  readonly ports?: readonly unknown[]
  readonly readinessProbe?: unknown
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>
    readonly limits?: Readonly<Record<string, string>>
  }
  readonly securityContext?: SecurityContext
}

interface SecurityContext {
  readonly runAsNonRoot?: boolean
  readonly runAsUser?: number
}

interface PodSpec {
  readonly containers?: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly securityContext?: SecurityContext
  readonly volumes?: readonly { readonly name: string; readonly hostPath?: { readonly path: string } }[]
}

export interface Pod {
  readonly spec: PodSpec
  /** Those of its start too. */
  readonly containers: readonly Container[]
}

interface Templates {
  readonly template?: { readonly spec?: PodSpec }
  readonly jobTemplate?: { readonly spec?: { readonly template?: { readonly spec?: PodSpec } } }
}

const withPods = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Notebook']

/** The pods that an object of Kubernetes itself, or a Notebook, is or makes. */
export function podsIn({ kind = '', spec }: KubernetesObject): readonly Pod[] {
  if (!withPods.includes(kind)) return []
  const templates = (spec ?? {}) as Templates
  const pod =
    kind === 'Pod'
      ? (spec as PodSpec)
      : (templates.template?.spec ?? templates.jobTemplate?.spec?.template?.spec)
  if (pod === undefined) return []
  return [{ spec: pod, containers: [...(pod.initContainers ?? []), ...(pod.containers ?? [])] }]
}
