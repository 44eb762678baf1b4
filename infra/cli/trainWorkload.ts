import type { MlflowClient } from '../../services/runtime/mlflow/mlflow.ts'
import { sha256 } from '../../services/runtime/sha256.ts'
import type { TrainingResult } from '../../services/runtime/training/trainingResult.ts'
import type { Parameters } from '../../services/runtime/workload/training.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import { workloadNamed } from '../../services/workloads.ts'
import { generatedData, type RawData } from './givenData.ts'
import { servedVersions, withMlflow } from './served.ts'
import { type Session, workloadOutputs } from './session.ts'
import type { Waiting } from './steps.ts'
import { runTraining } from './trainingJob.ts'
import { waitForReplicas } from './waitForReplicas.ts'
import { storedData, uploadData } from './workloadData.ts'

/**
 * Brings a workload's raw file to the store: the one given; else the one that is there; else a generated one.
 * A file that cannot be right is refused before it takes the place of another.
 * @throws DataError
 * @returns in words what it is and where it is from
 */
export async function ensureData(
  { cluster, outputs }: Session,
  workload: AnyWorkload,
  given: RawData | undefined,
  waiting: Waiting,
): Promise<{ readonly origin: string; readonly sha256: string; readonly uploaded: boolean }> {
  const parts = workloadOutputs(outputs, workload.name)
  const stored = await storedData(cluster, workload, parts, waiting)
  if (stored !== undefined && (given === undefined || stored.sha256 === sha256(given.bytes)))
    return { ...stored, uploaded: false }
  const data = given ?? generatedData(workload)
  const { examples } = await workload.clean(data.bytes)
  workload.training.split(examples)
  await uploadData(cluster, workload, parts, data, waiting)
  return { origin: data.origin, sha256: sha256(data.bytes), uploaded: true }
}

export interface TrainOptions extends Waiting {
  readonly parameters?: Parameters
  /** Trains even if the same data, code and parameters have been trained before. */
  readonly force?: boolean
  /** That work at once; without it as many as are usable there. */
  readonly threads?: number | undefined
  /** Searches the other parameters in so many trials, and registers nothing. */
  readonly search?: Search
}

export interface Search {
  readonly trials: number
  /** Of the draws. */
  readonly seed: number
}

export async function train(session: Session, name: string, options: TrainOptions): Promise<TrainingResult> {
  const { namespace, training } = workloadOutputs(session.outputs, name)
  const { search } = options
  const seconds = workloadNamed(name).training.timeoutSeconds * (1 + (search?.trials ?? 0))
  return runTraining(
    session.cluster,
    { namespace, name: training },
    {
      environment: {
        ...(options.parameters === undefined ? {} : { ATOLL_PARAMETERS: JSON.stringify(options.parameters) }),
        ...(options.force === true ? { ATOLL_FORCE: 'true' } : {}),
        ...(options.threads === undefined ? {} : { ATOLL_THREADS: String(options.threads) }),
        ...(search && { ATOLL_TRIALS: String(search.trials), ATOLL_SEARCH_SEED: String(search.seed) }),
      },
      timeoutSeconds: seconds + 120,
      deadlineSeconds: seconds,
      report: options.report,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
  )
}

/**
 * Waits until every replica is ready and serves `version`, or another one has become the champion meanwhile.
 * @throws Failure after three minutes
 * @returns in words which of both
 */
export function waitUntilServed(
  { cluster, outputs }: Session,
  name: string,
  version: string,
  waiting: Waiting,
): Promise<string> {
  const parts = workloadOutputs(outputs, name)
  const superseded = async () => {
    const now = await withMlflow(cluster, outputs, (mlflow) => mlflow.championOf(name)).catch(() => undefined)
    return now === undefined || now.version === version ? undefined : `superseded by version ${now.version}`
  }
  const words = `serve version ${version}`
  return waitForReplicas(version, () => servedVersions(cluster, parts), {
    ...waiting,
    ...{ name, words, superseded },
  })
}

/** Whether another training of the stored data by the code that the stack runs now would change nothing. */
export async function alreadyTrained(
  { cluster, outputs }: Session,
  workload: AnyWorkload,
  waiting: Waiting,
): Promise<boolean> {
  const parts = workloadOutputs(outputs, workload.name)
  const stored = await storedData(cluster, workload, parts, waiting)
  if (stored === undefined) return false
  const trained = { data: stored.sha256, code: outputs.codeVersion }
  return withMlflow(cluster, outputs, (mlflow) =>
    championHolds(mlflow, workload.name, `s3://${parts.store.bucket}/mlflow`, trained),
  )
}

/**
 * Whether the champion was trained on this data by this code, or has been compared with a model that was, and stayed.
 * @param trained hash of the data, version of the code
 */
export async function championHolds(
  mlflow: Pick<MlflowClient, 'championOf' | 'experiment' | 'searchRuns'>,
  name: string,
  artifacts: string,
  trained: { readonly data: string; readonly code: string },
): Promise<boolean> {
  const held = await mlflow.championOf(name)
  if (held === undefined) return false
  if (held.tags.data_sha256 === trained.data && held.tags.code_version === trained.code) return true
  const filter = [
    `tags.data_sha256 = '${trained.data}'`,
    `tags.code_version = '${trained.code}'`,
    `tags.champion = '${held.version}'`,
    `tags.gate = 'kept'`,
    `attributes.status = 'FINISHED'`,
  ].join(' and ')
  const experiment = await mlflow.experiment(name, artifacts)
  return (await mlflow.searchRuns(experiment.id, filter, 1)).length > 0
}

/** What came of a training, then why. */
export function outcomeText({ outcome, version, reason }: TrainingResult): string {
  return outcome === 'registered'
    ? `version ${version} registered: ${reason}`
    : `version ${version} kept: ${reason}`
}
