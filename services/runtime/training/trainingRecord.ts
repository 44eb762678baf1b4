import type { MlflowClient } from '../mlflow/mlflow.ts'
import type { Run, RunRecord } from '../mlflow/mlflowRecords.ts'
import type { ObjectStore } from '../objectStore.ts'
import { modelCard } from '../report/modelCard.ts'
import { renderReport } from '../report/renderReport.ts'
import type { TrainingFacts } from '../report/trainingFacts.ts'
import { trainingReport } from '../report/trainingReport.ts'
import type { Cleaned } from '../workload/data.ts'
import type { Scores } from '../workload/training.ts'
import type { ChampionScores } from './champion.ts'
import { finite, recordParts } from './childRuns.ts'
import type { Fitted } from './fit.ts'
import type { Verdict } from './gate.ts'
import type { TrainingJob } from './trainingJob.ts'

const prefixed = <T>(prefix: string, record: Readonly<Record<string, T>> = {}) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}${name}`, value]))

/** `bikes 2026-03-01 08:15 data e2041d15 code 1f0c2b9a`: what tells a run from the others in a list. */
export const runName = ({ workload, data, codeVersion }: TrainingJob, now: Date) =>
  `${workload.name} ${now.toISOString().slice(0, 16).replace('T', ' ')} ` +
  `data ${data.sha256.slice(0, 8)} code ${codeVersion.slice(0, 8)}`

/** Tags of a run, known before it starts. */
export const runTags = ({ workload, environment, codeVersion, data, identity, champion }: TrainingJob) => ({
  workload: workload.name,
  environment,
  code_version: codeVersion,
  data_sha256: data.sha256,
  data_origin: data.origin,
  identity,
  champion: champion?.version ?? 'none',
  'mlflow.source.name': 'services/runtime/train.ts',
  'mlflow.source.type': 'JOB',
})

/** Tags of a model version. */
export const versionTags = (
  { codeVersion, data, identity }: TrainingJob,
  scores: Scores,
  modelHash: string,
) => ({
  sha256: modelHash,
  data_sha256: data.sha256,
  data_origin: data.origin,
  code_version: codeVersion,
  identity,
  scores: JSON.stringify(scores),
})

export interface Evidence {
  readonly cleaned: Cleaned<unknown>
  readonly fitted: Fitted
  readonly snapshotUri: string
  readonly held: ChampionScores | undefined
  readonly verdict: Verdict
  readonly seconds: Readonly<Record<string, number>>
}

/** Writes what the training found into its run, and beside the model the same as `report.json`, with a page and a model card for people. */
export async function recordEvidence(
  job: TrainingJob,
  run: Run,
  evidence: Evidence,
  { mlflow, store }: { mlflow: MlflowClient; store: ObjectStore },
): Promise<void> {
  const { cleaned, fitted, held, verdict, seconds, snapshotUri } = evidence
  const rows = { read: cleaned.rowsRead, train: fitted.trainRows, test: fitted.test.length }
  const record = {
    params: job.parameters,
    metrics: {
      ...finite(fitted.scores),
      ...prefixed('champion_', finite(held?.scores ?? {})),
      ...prefixed('seconds_', seconds),
      ...prefixed('rows_', rows),
      model_bytes: fitted.bytes.length,
    },
    tags: {
      rows: String(cleaned.rowsRead),
      snapshot: snapshotUri,
      ...prefixed(
        'cleaning.',
        Object.fromEntries(Object.entries(cleaned.rules).map(([k, v]) => [k, String(v)])),
      ),
      gate: verdict.passes ? 'passed' : 'kept',
      gate_reason: verdict.reason,
      ...(held?.problem !== undefined && { champion_problem: held.problem }),
    },
  } satisfies RunRecord
  await mlflow.log(run.runId, record)
  await recordParts(mlflow, job.experimentId, run.runId, fitted.parts)
  const report = {
    ...runTags(job),
    parameters: job.parameters,
    scores: fitted.scores,
    championScores: held?.scores,
    championProblem: held?.problem,
    gate: verdict,
    cleaning: cleaned.rules,
    rows,
    snapshot: snapshotUri,
    seconds,
    parts: fitted.parts,
  }
  const facts: TrainingFacts = {
    ...{ workload: job.workload, parameters: job.parameters, scores: fitted.scores },
    ...{ championScores: held?.scores, parts: fitted.parts, rules: cleaned.rules, rows, seconds },
    ...{ data: job.data, codeVersion: job.codeVersion },
  }
  const files: readonly (readonly [name: string, type: string, text: string])[] = [
    ['report.json', 'application/json', `${JSON.stringify(report, null, 2)}\n`],
    [
      'report.html',
      'text/html; charset=utf-8',
      renderReport(job.workload.title, trainingReport(facts, fitted.report)),
    ],
    ['model-card.md', 'text/markdown; charset=utf-8', modelCard(facts)],
  ]
  for (const [name, type, text] of files)
    await store.put(`${run.artifactUri}/${name}`, Buffer.from(text), { 'Content-Type': type })
}
