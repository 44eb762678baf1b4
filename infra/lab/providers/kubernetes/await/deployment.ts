import type { V1Deployment } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { explainPods } from './pods.ts'
import { failed, type Judge, type Readiness, ready, selectorQuery, waiting } from './readiness.ts'

/** A Deployment is ready when its rollout is complete: every replica is of the newest version and available. */
export function deploymentReadiness(object: KubernetesObject): Readiness {
  const { metadata, spec, status = {} } = object as unknown as V1Deployment
  if (spec?.paused === true) return ready
  if ((status.observedGeneration ?? 0) < (metadata?.generation ?? 0))
    return waiting('waiting for the controller')
  const condition = (type: string) => status.conditions?.find((candidate) => candidate.type === type)
  const progressing = condition('Progressing')
  if (progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded') {
    return failed(`the rollout made no progress: ${progressing.message ?? ''}`)
  }
  const refused = condition('ReplicaFailure')
  const reasons = refused?.status === 'True' ? [`${refused.reason}: ${refused.message}`] : []
  const wanted = spec?.replicas ?? 1
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  if (updatedReplicas < wanted) return waiting(`${updatedReplicas} of ${wanted} replicas updated`, reasons)
  if (replicas > updatedReplicas)
    return waiting(`${replicas - updatedReplicas} old replicas still end`, reasons)
  if (availableReplicas < updatedReplicas)
    return waiting(`${availableReplicas} of ${wanted} replicas available`, reasons)
  return ready
}

export const judgeDeployment: Judge = async (object, around) => {
  const readiness = deploymentReadiness(object)
  if (readiness.state === 'ready') return readiness
  const { metadata, spec } = object as unknown as V1Deployment
  const selector = selectorQuery((spec?.selector ?? {}) as Parameters<typeof selectorQuery>[0])
  const pods = await around.list('v1', 'Pod', metadata?.namespace ?? 'default', selector)
  return { ...readiness, reasons: [...(readiness.reasons ?? []), ...(await explainPods(pods, around))] }
}
