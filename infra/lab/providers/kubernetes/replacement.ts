import type { Path } from '../protocol/properties.ts'
import { type Change, touches } from './compare.ts'
import { ApiError } from './errors.ts'
import type { KubernetesObject } from './objects.ts'

/** Fields that the API server never lets change, used where it cannot be asked because a value is not known yet. */
const immutable: Readonly<Record<string, readonly Path[]>> = {
  Deployment: [['spec', 'selector']],
  DaemonSet: [['spec', 'selector']],
  StatefulSet: ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'].map((name) => [
    'spec',
    name,
  ]),
  Job: ['selector', 'template', 'completionMode', 'podFailurePolicy'].map((name) => ['spec', name]),
  Service: [['spec', 'clusterIP']],
  PersistentVolumeClaim: ['accessModes', 'selector', 'storageClassName', 'volumeName', 'volumeMode'].map(
    (name) => ['spec', name],
  ),
  PersistentVolume: ['csi', 'hostPath', 'local', 'nfs'].map((name) => ['spec', name]),
  RoleBinding: [['roleRef']],
  ClusterRoleBinding: [['roleRef']],
  StorageClass: [['parameters'], ['provisioner'], ['reclaimPolicy'], ['volumeBindingMode']],
  ResourceQuota: [['spec', 'scopes']],
  PriorityClass: [['value']],
  IngressClass: [['spec', 'controller']],
  Secret: [['type']],
  ConfigMap: [],
}

/** The changes that need a new object, judged by the kind alone. */
export function replacingChanges(old: KubernetesObject, changes: readonly Change[]): Change[] {
  const frozen = old.immutable === true ? [['data'], ['stringData'], ['binaryData'], ['immutable']] : []
  const paths = [...(immutable[old.kind] ?? []), ...frozen]
  return changes.filter((change) => paths.some((path) => touches(path, change.path)))
}

const saysImmutable =
  /immutable|may not (be )?chang|can ?not (be )?chang|may not update|updates to .* forbidden|not allowed to change/i

/**
 * The fields that the server refused to change, from its answer to a dry run.
 * Undefined where the answer says anything else as well: a new object would be refused for that too.
 */
export function refusedFields(error: unknown): Path[] | undefined {
  if (!(error instanceof ApiError) || error.code !== 422 || error.causes.length === 0) return undefined
  if (!error.causes.every(({ message }) => saysImmutable.test(message ?? ''))) return undefined
  return error.causes.map(({ field }) => pathOf(field ?? ''))
}

/** `spec.clusterIPs[0]` -> spec, clusterIPs, 0. */
function pathOf(field: string): Path {
  return [...field.matchAll(/\[(\d+)\]|\[([^\]]+)\]|([^.[\]]+)/g)].map(([, index, key, name]) =>
    index === undefined ? (key ?? name)! : Number(index),
  )
}

/** The changes behind a refusal: those at the refused fields, else all below the same first field, else all. */
export function changesAt(refused: readonly Path[], changes: readonly Change[]): readonly Change[] {
  const exact = changes.filter(({ path }) => refused.some((field) => touches(field, path)))
  if (exact.length > 0) return exact
  const near = changes.filter(({ path }) => refused.some(([first]) => first === path[0]))
  return near.length > 0 ? near : changes
}
