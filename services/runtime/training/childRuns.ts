import type { MlflowClient } from '../mlflow/mlflow.ts'
import type { TrainedPart } from '../workload/training.ts'

/** MLflow keeps no metric that is not finite. */
export const finite = (record: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => Number.isFinite(value)))

/** Writes one model, fold or trial as an ended child of a run: its parameters, scores and seconds, or why it failed. */
export async function recordPart(
  mlflow: MlflowClient,
  experimentId: string,
  parentRunId: string,
  { name, parameters = {}, scores, seconds, error }: TrainedPart,
): Promise<void> {
  const { runId } = await mlflow.createRun(experimentId, name, { 'mlflow.parentRunId': parentRunId })
  const took = Object.fromEntries(Object.entries(seconds).map(([step, value]) => [`seconds_${step}`, value]))
  const tags = error === undefined ? {} : { error: error.slice(0, 4000) }
  await mlflow.log(runId, { params: parameters, metrics: finite({ ...scores, ...took }), tags })
  await mlflow.endRun(runId, error === undefined ? 'FINISHED' : 'FAILED')
}

/** The same of every part of a training, in their order. */
export async function recordParts(
  mlflow: MlflowClient,
  experimentId: string,
  parentRunId: string,
  parts: readonly TrainedPart[],
): Promise<void> {
  for (const part of parts) await recordPart(mlflow, experimentId, parentRunId, part)
}
