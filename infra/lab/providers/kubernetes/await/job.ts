import type { V1Job } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { explainPods } from './pods.ts'
import { failed, type Judge, type Readiness, ready, waiting } from './readiness.ts'

/** A Job is ready when it is complete. A suspended one waits for someone else, so it is not waited for. */
export function jobReadiness(object: KubernetesObject): Readiness {
  const { spec, status = {} } = object as unknown as V1Job
  const held = (type: string) => status.conditions?.find((one) => one.type === type && one.status === 'True')
  if (held('Complete') !== undefined || spec?.suspend === true) return ready
  const failure = held('Failed')
  if (failure !== undefined)
    return failed(`the job failed: ${failure.reason ?? ''}: ${failure.message ?? ''}`)
  const { active = 0, succeeded = 0, failed: failures = 0 } = status
  return waiting(`${succeeded} of ${spec?.completions ?? 1} completed, ${active} active, ${failures} failed`)
}

export const judgeJob: Judge = async (object, around) => {
  const readiness = jobReadiness(object)
  if (readiness.state === 'ready') return readiness
  const { namespace = 'default', name } = object.metadata
  const pods = await around.list('v1', 'Pod', namespace, `batch.kubernetes.io/job-name=${name}`)
  return { ...readiness, reasons: await explainPods(pods, around) }
}
