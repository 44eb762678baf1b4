import type { V1Pod } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { explainPods } from './pods.ts'
import { failed, type Judge, type Readiness, ready, waiting } from './readiness.ts'

/** A Pod is ready when it says so, or when it has done its work. */
export function podReadiness(object: KubernetesObject): Readiness {
  const { status } = object as unknown as V1Pod
  if (status?.phase === 'Succeeded') return ready
  if (status?.phase === 'Failed')
    return failed(`the pod failed${status.message ? `: ${status.message}` : ''}`)
  const isReady = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  return isReady ? ready : waiting(`the pod is ${status?.phase ?? 'Pending'}`)
}

export const judgePod: Judge = async (object, around) => {
  const readiness = podReadiness(object)
  return readiness.state === 'ready'
    ? readiness
    : { ...readiness, reasons: await explainPods([object], around) }
}
