import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { WorkloadOutputs } from '../outputs.ts'
import type { Cluster } from './cluster.ts'
import { predict } from './predict.ts'

/** What `POST /outlier` answers, the most unusual feature first. */
export interface OutlierAnswer {
  readonly outlier: boolean
  readonly features: readonly { readonly name: string; readonly deviation: number }[]
}

/** Warns of a request to the main route that is unlike what the model in service was trained on; empty if it is not. */
export async function unlikeTraining(
  cluster: Cluster,
  workload: AnyWorkload,
  outputs: WorkloadOutputs,
  request: unknown,
): Promise<string> {
  if (workload.serving.monitored === undefined) return ''
  const { version, prediction } = await predict(cluster, workload, outputs, request, '/outlier')
  return warningOf(prediction as OutlierAnswer, version)
}

export function warningOf({ outlier, features }: OutlierAnswer, version: string): string {
  if (!outlier) return ''
  const furthest = features
    .slice(0, 3)
    .map(({ name, deviation }) => `${name} by ${Math.abs(deviation).toPrecision(2)} standard deviations`)
  return `warning: this is unlike what version ${version} was trained on, so that its answer may be wrong: ${furthest.join(', ')}`
}
