import { explain } from '../errors.ts'
import type { Run } from '../mlflow/mlflowRecords.ts'
import type { AnyWorkload } from '../workload.ts'
import { finite, recordPart } from './childRuns.ts'
import { cleanStep, completeParameters } from './fit.ts'
import { steps } from './steps.ts'
import { experimentOf, identityOf, readStep, type TrainingJob } from './trainingJob.ts'
import { runName, runTags } from './trainingRecord.ts'
import type { TrainingResult } from './trainingResult.ts'
import { closeFailed, type Known, TrainingError, type TrainingServices } from './trainingRun.ts'
import { tune } from './tune.ts'

export interface TuningOptions {
  readonly trials: number
  /** Of the draws. */
  readonly seed: number
  /** Parameters that are not searched. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly codeVersion: string
  readonly environment: string
}

/**
 * Searches a workload's parameters: one run, and below it one child run for each trial, written as it ends. Nothing is
 * registered, and the champion stays what it is.
 *
 * @throws ParametersError before anything is read; TrainingError with the step that failed afterwards
 */
export async function tuningRun(
  workload: AnyWorkload,
  { store, mlflow, closing, progress, signal, threads }: TrainingServices,
  { trials, seed, parameters: fixed, codeVersion, environment }: TuningOptions,
): Promise<TrainingResult> {
  const complete = completeParameters(workload, fixed)
  const at = steps(progress, signal)
  let known: Known = { workload: workload.name, codeVersion, seconds: at.seconds }
  let run: Run | undefined
  try {
    const data = await readStep(workload, store, at)
    const job: TrainingJob = {
      ...{ workload, environment, codeVersion, parameters: complete, data },
      identity: identityOf(data, codeVersion, complete),
      champion: undefined,
      experimentId: await experimentOf(workload, mlflow, store),
    }
    const { examples, rowsRead } = await cleanStep(workload, data.bytes, at)
    run = await mlflow.createRun(job.experimentId, `tune ${runName(job, new Date())}`, {
      ...runTags(job),
      purpose: 'tune',
    })
    known = { ...known, runId: run.runId, data: { origin: data.origin, sha256: data.sha256, rows: rowsRead } }
    const { runId } = run
    const {
      best,
      reason,
      trials: tried,
    } = await tune(workload, examples, at, {
      ...{ trials, seed, fixed, signal, threads },
      onTrial: (trial) => recordPart(mlflow, job.experimentId, runId, trial),
    })
    const { parameters, scores } = best
    await mlflow.log(runId, {
      params: parameters,
      metrics: { ...finite(scores), trials: tried.length },
      tags: { best: best.name },
    })
    await closing.endRun(runId, 'FINISHED').catch((error) => progress(`warning: ${explain(error)}`))
    run = undefined
    return { ...known, outcome: 'tuned', reason, parameters, scores }
  } catch (error) {
    const reason = signal?.aborted ? signal.reason : error
    if (run !== undefined) await closeFailed(closing, run, reason, signal?.aborted === true, progress)
    throw new TrainingError(reason, { ...known, step: at.current })
  }
}
