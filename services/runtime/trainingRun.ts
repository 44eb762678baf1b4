import { type ChampionScores, evaluateChampion, loadVersion } from './champion.ts'
import { explain, ModelError } from './errors.ts'
import { cleanStep, completeParameters, describeScores, fit } from './fit.ts'
import { judge } from './gate.ts'
import type { MlflowClient, Run } from './mlflow.ts'
import type { ObjectStore } from './objectStore.ts'
import { type Comparison, register } from './register.ts'
import { snapshot } from './snapshot.ts'
import { type Steps, steps } from './steps.ts'
import { experimentOf, identityOf, readData, type TrainingJob } from './trainingJob.ts'
import { recordEvidence, runName, runTags } from './trainingRecord.ts'
import type { TrainingResult } from './trainingResult.ts'
import type { AnyWorkload, Scores } from './workload.ts'

export interface TrainingServices {
  readonly store: ObjectStore
  readonly mlflow: MlflowClient
  /** Notes how a run ended, even after an interruption: the same server with fewer attempts. */
  readonly closing: MlflowClient
  /** Waits until the replicas serve a version, and counts them. */
  readonly rollout?: (version: string) => Promise<number>
  readonly progress: (line: string) => void
  readonly signal?: AbortSignal
}

export interface TrainingOptions {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly codeVersion: string
  readonly environment: string
  /** Trains although data, code and parameters are those of an earlier run. */
  readonly force?: boolean
}

type Known = Omit<TrainingResult, 'outcome' | 'reason'>

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
    const data = await at.run(
      'read',
      () => readData(workload, store),
      ({ bytes, origin }) => `${bytes.length} bytes of ${workload.data.file} (${origin})`,
    )
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
    const outcome = await trainInRun(job, run, at, services)
    await closing.endRun(run.runId, 'FINISHED').catch((error) => progress(`warning: ${explain(error)}`))
    run = undefined
    known = { ...known, ...outcome }
    if (outcome.outcome !== 'registered' || services.rollout === undefined) return { ...known, ...outcome }
    const { version } = outcome
    const replicas = await at.run(
      'rollout',
      () => services.rollout!(version),
      (count) => describeRollout(version, count),
    )
    return { ...known, ...outcome, replicas }
  } catch (error) {
    const reason = signal?.aborted ? signal.reason : error
    if (run !== undefined) await closeFailed(closing, run, reason, signal?.aborted === true, progress)
    throw new TrainingError(reason, { ...known, step: at.current })
  }
}

/** The result of an earlier training with the same identity that a repetition could not change. */
async function earlierResult(
  { workload, identity, champion, experimentId }: TrainingJob,
  { mlflow, store, progress }: TrainingServices,
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

type Outcome = Pick<TrainingResult, 'reason' | 'scores' | 'championScores' | 'data'> &
  (
    | { outcome: 'kept'; version?: string }
    | { outcome: 'registered'; version: string; previousVersion?: string }
  )

async function trainInRun(
  job: TrainingJob,
  run: Run,
  at: Steps,
  services: TrainingServices,
): Promise<Outcome> {
  const { workload, data, parameters, champion } = job
  const { store } = services
  const cleaned = await cleanStep(workload, data.bytes, at)
  const { key } = await at.run(
    'snapshot',
    () => snapshot(store, data.bytes),
    ({ key, isNew }) => `${store.uri(key)}${isNew ? '' : ', which was there'}`,
  )
  const fitted = await fit(workload, cleaned.examples, parameters, at)
  const held =
    champion &&
    (await at.run(
      'compare',
      () => evaluateChampion(workload, store, champion, fitted.test),
      (held) => `with version ${champion.version}: ${describeChampion(held)}`,
    ))
  const verdict = judge(workload.gate, fitted.scores, held?.scores)
  await at.run(
    'record',
    () =>
      recordEvidence(
        job,
        run,
        { cleaned, fitted, held, verdict, seconds: at.seconds, snapshotUri: store.uri(key) },
        services,
      ),
    () => `run ${run.runId}: ${verdict.reason}`,
  )
  const found = ({ held, verdict }: Comparison) => ({
    reason: held?.problem === undefined ? verdict.reason : `${verdict.reason}; ${held.problem}`,
    scores: fitted.scores,
    ...(held?.scores !== undefined && { championScores: held.scores }),
    data: { origin: data.origin, sha256: data.sha256, rows: cleaned.rowsRead },
  })
  const compared = { champion, held, verdict }
  if (!verdict.passes) return { ...found(compared), outcome: 'kept' }
  const registered = await at.run(
    'register',
    () => register(job, run, fitted, compared, services),
    ({ version, verdict, champion }) =>
      verdict.passes
        ? `version ${version} is the champion`
        : `version ${champion?.version} became the champion meanwhile and stays it: ${verdict.reason}`,
  )
  const before = registered.champion?.version
  if (!registered.verdict.passes) {
    return { ...found(registered), outcome: 'kept', ...(before !== undefined && { version: before }) }
  }
  const previous = before !== undefined && { previousVersion: before }
  return { ...found(registered), outcome: 'registered', version: registered.version, ...previous }
}

const describeRollout = (version: string, count: number) =>
  count === 0
    ? 'no replica is running yet'
    : `version ${version} is served by ${count} ${count === 1 ? 'replica' : 'replicas'}`

const describeChampion = ({ scores, problem }: ChampionScores) =>
  scores ? describeScores(scores) : `it cannot be read, so only the bounds count (${problem})`

async function closeFailed(
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
