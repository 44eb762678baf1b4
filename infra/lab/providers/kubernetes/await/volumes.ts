import type { V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { failed, type Judge, type Readiness, ready, waiting } from './readiness.ts'

/** A claim is ready when it is bound, or when its class binds it only to the first pod that uses it. */
export function claimReadiness(object: KubernetesObject, bindingMode: string | undefined): Readiness {
  const { status } = object as unknown as V1PersistentVolumeClaim
  if (status?.phase === 'Bound') return ready
  if (status?.phase === 'Lost') return failed('the volume of the claim is lost')
  if (bindingMode === 'WaitForFirstConsumer') return ready
  return waiting('waiting for a volume')
}

export const judgeClaim: Judge = async (object, around) => {
  const name = (object as unknown as V1PersistentVolumeClaim).spec?.storageClassName
  const storageClass = name
    ? await around.get({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', name })
    : undefined
  return claimReadiness(object, (storageClass as unknown as V1StorageClass | undefined)?.volumeBindingMode)
}

/** A volume is ready when it can be claimed or is. */
export function volumeReadiness(object: KubernetesObject): Readiness {
  const { status } = object as unknown as V1PersistentVolume
  if (status?.phase === 'Available' || status?.phase === 'Bound') return ready
  if (status?.phase === 'Failed') return failed(`the volume failed: ${status.message ?? ''}`)
  return waiting(`the volume is ${status?.phase ?? 'Pending'}`)
}
