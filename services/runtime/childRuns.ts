import type { MlflowClient } from './mlflow.ts'
import type { TrainedPart } from './workload.ts'

/** MLflow keeps no metric that is not finite. */
export const finite = (record: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => Number.isFinite(value)))

/** Writes one model, fold or trial as a finished child of a run: its parameters, scores and seconds. */
export async function recordPart(
  mlflow: MlflowClient,
  experimentId: string,
  parentRunId: string,
  { name, parameters = {}, scores, seconds }: TrainedPart,
): Promise<void> {
  const { runId } = await mlflow.createRun(experimentId, name, { 'mlflow.parentRunId': parentRunId })
  const took = Object.fromEntries(Object.entries(seconds).map(([step, value]) => [`seconds_${step}`, value]))
  await mlflow.log(runId, { params: parameters, metrics: finite({ ...scores, ...took }) })
  await mlflow.endRun(runId, 'FINISHED')
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
