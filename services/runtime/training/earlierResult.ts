import { explain, ModelError } from '../errors.ts'
import type { MlflowClient } from '../mlflow/mlflow.ts'
import type { ObjectStore } from '../objectStore.ts'
import type { Scores } from '../workload/training.ts'
import { loadVersion } from './champion.ts'
import type { TrainingJob } from './trainingJob.ts'
import type { TrainingResult } from './trainingResult.ts'

interface Services {
  readonly store: ObjectStore
  readonly mlflow: MlflowClient
  readonly progress: (line: string) => void
}

/** The result of an earlier training with the same identity that a repetition could not change. */
export async function earlierResult(
  { workload, identity, champion, experimentId }: TrainingJob,
  { mlflow, store, progress }: Services,
): Promise<Pick<TrainingResult, 'outcome' | 'reason' | 'runId' | 'scores'> | undefined> {
  if (champion === undefined) return undefined
  if (champion.tags.identity === identity) {
    try {
      await loadVersion(workload, store, champion)
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      progress(`warning: ${explain(error)}; training again`)
      return undefined
    }
    const reason = `version ${champion.version} was trained with the same data, code and parameters`
    const scores = JSON.parse(champion.tags.scores ?? '{}') as Scores
    return { outcome: 'unchanged', reason, runId: champion.runId, scores }
  }
  const filter = [
    `tags.identity = '${identity}'`,
    `tags.champion = '${champion.version}'`,
    "tags.gate = 'kept'",
    "attributes.status = 'FINISHED'",
  ]
  const [kept] = await mlflow.searchRuns(experimentId, filter.join(' and '), 1)
  if (kept === undefined) return undefined
  const reason =
    `run ${kept.runId} trained the same data, code and parameters, ` +
    `and version ${champion.version} stayed the champion: ${kept.tags.gate_reason}`
  return { outcome: 'unchanged', reason, runId: kept.runId }
}
