import type { Run } from '../mlflow/mlflowRecords.ts'
import { type ChampionScores, evaluateChampion } from './champion.ts'
import { cleanStep, describeScores, type FitOptions, fit } from './fit.ts'
import { judge } from './gate.ts'
import { type Comparison, type RegisterServices, register } from './register.ts'
import { snapshot } from './snapshot.ts'
import type { Steps } from './steps.ts'
import type { TrainingJob } from './trainingJob.ts'
import { recordEvidence } from './trainingRecord.ts'
import type { TrainingResult } from './trainingResult.ts'

type Outcome = Pick<TrainingResult, 'reason' | 'scores' | 'championScores' | 'data'> &
  (
    | { outcome: 'kept'; version?: string }
    | { outcome: 'registered'; version: string; previousVersion?: string }
  )

/** Trains a candidate, compares it with the champion, records both, and registers it if it passes the gate. */
export async function trainCandidate(
  job: TrainingJob,
  run: Run,
  at: Steps,
  services: RegisterServices & Pick<FitOptions, 'signal' | 'threads'>,
): Promise<Outcome> {
  const { workload, data, parameters, champion } = job
  const { store } = services
  const cleaned = await cleanStep(workload, data.bytes, at)
  const { key } = await at.run(
    'snapshot',
    () => snapshot(store, data.bytes),
    ({ key, isNew }) => `${store.uri(key)}${isNew ? '' : ', which was there'}`,
  )
  const fitted = await fit(workload, cleaned.examples, parameters, at, {
    signal: services.signal,
    threads: services.threads,
    report: true,
  })
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

const describeChampion = ({ scores, problem }: ChampionScores) =>
  scores ? describeScores(scores) : `it cannot be read, so only the bounds count (${problem})`
