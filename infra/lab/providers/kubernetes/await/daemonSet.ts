import type { V1DaemonSet } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { explainPods } from './pods.ts'
import { type Judge, type Readiness, ready, selectorQuery, waiting } from './readiness.ts'

/** A DaemonSet is ready when on every node that shall have one, its pod is available and of the newest version. */
export function daemonSetReadiness(object: KubernetesObject): Readiness {
  const { metadata, spec, status } = object as unknown as V1DaemonSet
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0))
    return waiting('waiting for the controller')
  const wanted = status?.desiredNumberScheduled ?? 0
  const updated = status?.updatedNumberScheduled ?? 0
  const available = status?.numberAvailable ?? 0
  if (spec?.updateStrategy?.type !== 'OnDelete' && updated < wanted) {
    return waiting(`on ${updated} of ${wanted} nodes updated`)
  }
  return available < wanted ? waiting(`on ${available} of ${wanted} nodes available`) : ready
}

export const judgeDaemonSet: Judge = async (object, around) => {
  const readiness = daemonSetReadiness(object)
  if (readiness.state === 'ready') return readiness
  const { metadata, spec } = object as unknown as V1DaemonSet
  const selector = selectorQuery((spec?.selector ?? {}) as Parameters<typeof selectorQuery>[0])
  const pods = await around.list('v1', 'Pod', metadata?.namespace ?? 'default', selector)
  return { ...readiness, reasons: await explainPods(pods, around) }
}
