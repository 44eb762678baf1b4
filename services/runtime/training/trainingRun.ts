import { explain, UnavailableError } from '../errors.ts'
import type { MlflowClient } from '../mlflow/mlflow.ts'
import type { Run } from '../mlflow/mlflowRecords.ts'
import type { AnyWorkload } from '../workload.ts'
import { earlierResult } from './earlierResult.ts'
import { completeParameters } from './fit.ts'
import type { RegisterServices } from './register.ts'
import type { Rollout } from './rollout.ts'
import { steps } from './steps.ts'
import { trainCandidate } from './trainCandidate.ts'
import { experimentOf, identityOf, readStep, type TrainingJob } from './trainingJob.ts'
import { runName, runTags } from './trainingRecord.ts'
import type { TrainingResult } from './trainingResult.ts'

export interface TrainingServices extends RegisterServices {
  /** Waits until the replicas serve a version, or another one has taken its place. */
  readonly rollout?: (version: string) => Promise<Rollout>
  readonly progress: (line: string) => void
  readonly signal?: AbortSignal
  /** That a training or a search may use; without it as many as are usable. */
  readonly threads?: number | undefined
}

export interface TrainingOptions {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly codeVersion: string
  readonly environment: string
  /** Trains although data, code and parameters are those of an earlier run. */
  readonly force?: boolean
}

/** Of a training that has not ended. */
export type Known = Omit<TrainingResult, 'outcome' | 'reason'>

/** A training that failed; `cause` says why, `result` what is known of it. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
  readonly result: TrainingResult
  constructor(cause: unknown, known: Known) {
    super(explain(cause), { cause })
    this.result = { ...known, outcome: 'failed', reason: explain(cause) }
  }
}

/**
 * One training of a workload, from raw data to a served model. Nothing is registered before the model's file is stored
 * and verified, and the alias `champion` moves last; whatever fails before leaves the champion alone.
 *
 * @throws ParametersError before anything is read; TrainingError with the step that failed afterwards
 */
export async function trainingRun(
  workload: AnyWorkload,
  services: TrainingServices,
  options: TrainingOptions,
): Promise<TrainingResult> {
  const { store, mlflow, closing, progress, signal } = services
  const { codeVersion, environment } = options
  const parameters = completeParameters(workload, options.parameters)
  const at = steps(progress, signal)
  let known: Known = { workload: workload.name, codeVersion, parameters, seconds: at.seconds }
  let run: Run | undefined
  try {
    const data = await readStep(workload, store, at)
    const identity = identityOf(data, codeVersion, parameters)
    const job = await at.run(
      'look up',
      async (): Promise<TrainingJob> => ({
        ...{ workload, environment, codeVersion, parameters, data, identity },
        champion: await mlflow.championOf(workload.name),
        experimentId: await experimentOf(workload, mlflow, store),
      }),
      ({ champion }) =>
        champion ? `version ${champion.version} is the champion` : 'nothing is registered yet',
    )
    if (job.champion) known = { ...known, version: job.champion.version }
    const earlier = options.force === true ? undefined : await earlierResult(job, services)
    if (earlier !== undefined) return { ...known, ...earlier }

    run = await mlflow.createRun(job.experimentId, runName(job, new Date()), runTags(job))
    known = { ...known, runId: run.runId }
    const outcome = await trainCandidate(job, run, at, services)
    await closing.endRun(run.runId, 'FINISHED').catch((error) => progress(`warning: ${explain(error)}`))
    run = undefined
    known = { ...known, ...outcome }
    if (outcome.outcome !== 'registered' || services.rollout === undefined) return { ...known, ...outcome }
    const { version } = outcome
    const rollout = await at.run(
      'rollout',
      () => services.rollout!(version),
      (rollout) => describeRollout(version, rollout),
    )
    return { ...known, ...outcome, ...rollout }
  } catch (error) {
    // What is still asked after an interruption tells more than its signal, if it is not answered.
    const reason = signal?.aborted && !(error instanceof UnavailableError) ? signal.reason : error
    if (run !== undefined) await closeFailed(closing, run, reason, signal?.aborted === true, progress)
    throw new TrainingError(reason, { ...known, step: at.current })
  }
}

function describeRollout(version: string, rollout: Rollout): string {
  if ('supersededBy' in rollout) return `superseded by version ${rollout.supersededBy}`
  const { replicas } = rollout
  return replicas === 0
    ? 'no replica is running yet'
    : `version ${version} is served by ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`
}

/** Ends a run that failed or was interrupted, with why; a run that cannot be ended is only said. */
export async function closeFailed(
  mlflow: MlflowClient,
  run: Run,
  reason: unknown,
  killed: boolean,
  progress: (line: string) => void,
): Promise<void> {
  try {
    await mlflow.log(run.runId, { tags: { error: explain(reason).slice(0, 4000) } })
    await mlflow.endRun(run.runId, killed ? 'KILLED' : 'FAILED')
  } catch (error) {
    progress(`warning: run ${run.runId} could not be closed: ${explain(error)}`)
  }
}
