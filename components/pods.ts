import type * as k8s from '@pulumi/kubernetes'
import type { SecretRef } from './contracts/secrets.ts'

type Container = k8s.types.input.core.v1.Container
type EnvVar = k8s.types.input.core.v1.EnvVar
type ResourceRequirements = k8s.types.input.core.v1.ResourceRequirements

/** User and group of every pod: the `nonroot` of distroless images. */
export const user = 65532

/** What the restricted pod security standard asks of a pod. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
} as const

/** What the restricted pod security standard asks of a container, and a root file system that cannot be written. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}

/** Memory is asked for and limited alike; cores are asked for, so that idle ones can be used by anyone. */
export function resources({
  cpu,
  memory,
}: {
  readonly cpu: string
  readonly memory: string
}): ResourceRequirements {
  return { requests: { cpu, memory }, limits: { memory } }
}

/** A writable `/tmp` on the node, counted against `sizeLimit`. */
export function scratch(sizeLimit: string) {
  return {
    mount: { name: 'tmp', mountPath: '/tmp' },
    volume: { name: 'tmp', emptyDir: { sizeLimit } },
  }
}

/** The claim of each pod of a StatefulSet to a volume of its own, by the name `data`. */
export function dataClaim({
  storageClass,
  volume,
}: {
  readonly storageClass: string
  readonly volume: string
}) {
  return {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: storageClass,
      resources: { requests: { storage: volume } },
    },
  }
}

/** What a pod knows of itself when it runs: `status.podIP`. */
interface PodField {
  readonly fieldPath: string
}

/** Plain values, references to secrets and fields of the pod as a container's environment. */
export function environment(
  values: Readonly<Record<string, string | number | SecretRef | PodField>>,
): EnvVar[] {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'object') return { name, value: String(value) }
    if ('fieldPath' in value) return { name, valueFrom: { fieldRef: value } }
    return { name, valueFrom: { secretKeyRef: { name: value.name, key: value.key } } }
  })
}

/** Probes of a server that reads what it keeps before it answers: it has ten minutes. */
export function patientProbes(action: Container['livenessProbe'] & object) {
  const probe = { ...action, timeoutSeconds: 5 }
  return {
    startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 300 },
    readinessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3 },
    livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 6 },
  }
}

/** A probe over HTTP on the pod's own port. */
export function httpProbe(path: string, port: number, periodSeconds: number, failureThreshold: number) {
  return {
    httpGet: { path, port },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 5,
  } satisfies Container['livenessProbe']
}
