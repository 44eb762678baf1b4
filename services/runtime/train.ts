import { UnknownWorkloadError, workloadNamed } from '../workloads.ts'
import { EnvironmentError, objectStoreConfig, readEnvironment, trainingVariables } from './environment.ts'
import { DataError, explain } from './errors.ts'
import { mlflowClient } from './mlflow/mlflow.ts'
import { objectStore } from './objectStore.ts'
import type { RetryPolicy } from './retry.ts'
import { ParametersError } from './training/fit.ts'
import { RolloutError, rollout } from './training/rollout.ts'
import { exitCodes, type TrainingResult } from './training/trainingResult.ts'
import { TrainingError, type TrainingServices, trainingRun } from './training/trainingRun.ts'
import { tuningRun } from './training/tuningRun.ts'

const progress = (line: string) => process.stderr.write(`${line}\n`)

/** About a minute in all: long enough for a pod to be replaced. */
const patient: RetryPolicy = {
  attempts: 9,
  firstDelayMs: 500,
  longestDelayMs: 15_000,
  onRetry: ({ what, attempt, attempts, delayMs, reason }) =>
    progress(
      `${what} does not answer (${reason}), attempt ${attempt} of ${attempts}, again in ${delayMs} ms`,
    ),
}

async function main(signal: AbortSignal): Promise<TrainingResult> {
  const environment = readEnvironment(trainingVariables, process.env)
  const workload = workloadNamed(environment.ATOLL_WORKLOAD)
  const host = environment.ATOLL_REPLICAS_HOST
  const retry = { ...patient, signal }
  const deadlineMs = environment.ATOLL_ROLLOUT_SECONDS * 1000
  const once = mlflowClient(environment.MLFLOW_TRACKING_URI)
  const champion = async () => (await once.championOf(workload.name))?.version
  const services: TrainingServices = {
    store: objectStore(objectStoreConfig(environment), { retry }),
    mlflow: mlflowClient(environment.MLFLOW_TRACKING_URI, { retry }),
    closing: mlflowClient(environment.MLFLOW_TRACKING_URI, { retry: { ...patient, attempts: 3 } }),
    progress,
    signal,
    threads: environment.ATOLL_THREADS,
    ...(host !== undefined && {
      rollout: (version) =>
        rollout(host, workload.name, version, { port: environment.PORT, deadlineMs, signal, champion }),
    }),
  }
  const options = {
    parameters: environment.ATOLL_PARAMETERS,
    codeVersion: environment.ATOLL_CODE_VERSION,
    environment: environment.ATOLL_ENVIRONMENT,
  }
  const { ATOLL_TRIALS: trials, ATOLL_SEARCH_SEED: seed } = environment
  if (trials !== undefined) return tuningRun(workload, services, { ...options, trials, seed })
  return trainingRun(workload, services, { ...options, force: environment.ATOLL_FORCE === 'true' })
}

function exitCodeOf(error: unknown, killed: boolean): number {
  if (killed) return exitCodes.killed
  const cause = error instanceof TrainingError ? error.cause : error
  if (cause instanceof DataError) return exitCodes.badData
  if (cause instanceof EnvironmentError || cause instanceof ParametersError) return exitCodes.badEnvironment
  if (cause instanceof UnknownWorkloadError) return exitCodes.badEnvironment
  return cause instanceof RolloutError ? exitCodes.rolloutIncomplete : exitCodes.failed
}

const interruption = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.once(name, () => interruption.abort(new Error(`interrupted by ${name}`)))
}

let result: TrainingResult
let exitCode: number = exitCodes.done
try {
  result = await main(interruption.signal)
} catch (error) {
  result =
    error instanceof TrainingError
      ? error.result
      : {
          workload: process.env.ATOLL_WORKLOAD ?? '',
          outcome: 'failed',
          reason: explain(error),
          codeVersion: process.env.ATOLL_CODE_VERSION ?? '',
          seconds: {},
        }
  exitCode = exitCodeOf(error, interruption.signal.aborted)
  progress(`training failed${result.step ? ` at step "${result.step}"` : ''}: ${result.reason}`)
}
// A connection that hangs must not keep a finished training alive.
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(exitCode))
