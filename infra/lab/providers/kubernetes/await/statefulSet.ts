import type { V1StatefulSet } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { explainPods } from './pods.ts'
import { type Judge, type Readiness, ready, selectorQuery, waiting } from './readiness.ts'

/** A StatefulSet is ready when every replica is, and those that its update strategy replaces are of the newest version. */
export function statefulSetReadiness(object: KubernetesObject): Readiness {
  const { metadata, spec, status } = object as unknown as V1StatefulSet
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0))
    return waiting('waiting for the controller')
  const wanted = spec?.replicas ?? 1
  const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = status ?? {}
  if (readyReplicas < wanted) return waiting(`${readyReplicas} of ${wanted} replicas ready`)
  if (spec?.updateStrategy?.type === 'OnDelete') return ready
  const toUpdate = wanted - Math.min(wanted, spec?.updateStrategy?.rollingUpdate?.partition ?? 0)
  if (currentRevision !== updateRevision && updatedReplicas < toUpdate) {
    return waiting(`${updatedReplicas} of ${toUpdate} replicas updated`)
  }
  return ready
}

export const judgeStatefulSet: Judge = async (object, around) => {
  const readiness = statefulSetReadiness(object)
  if (readiness.state === 'ready') return readiness
  const { metadata, spec } = object as unknown as V1StatefulSet
  const selector = selectorQuery((spec?.selector ?? {}) as Parameters<typeof selectorQuery>[0])
  const pods = await around.list('v1', 'Pod', metadata?.namespace ?? 'default', selector)
  return { ...readiness, reasons: await explainPods(pods, around) }
}
