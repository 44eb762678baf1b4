import { type ChampionScores, evaluateChampion, modelFile } from './champion.ts'
import { describeScores, type Fitted } from './fit.ts'
import { judge, type Verdict } from './gate.ts'
import type { MlflowClient } from './mlflow.ts'
import type { ModelVersion, Run } from './mlflowRecords.ts'
import type { ObjectStore } from './objectStore.ts'
import { sha256 } from './sha256.ts'
import { putVerified } from './snapshot.ts'
import type { TrainingJob } from './trainingJob.ts'
import { versionTags } from './trainingRecord.ts'

/** A candidate beside the champion that it was compared with. */
export interface Comparison {
  readonly champion: ModelVersion | undefined
  readonly held: ChampionScores | undefined
  readonly verdict: Verdict
}

export interface Registered extends Comparison {
  /** Of the candidate; it is the champion if the verdict passes. */
  readonly version: string
}

/**
 * File first, then the version, the alias last: what is seen is whole. A champion that another training has set since
 * the comparison must be beaten too; otherwise the version stays without the alias.
 */
export async function register(
  job: TrainingJob,
  run: Run,
  fitted: Fitted,
  compared: Comparison,
  { store, mlflow }: { readonly store: ObjectStore; readonly mlflow: MlflowClient },
): Promise<Registered> {
  const { workload } = job
  const { name, title } = workload
  const source = `${run.artifactUri}/model`
  await putVerified(store, `${source}/${modelFile}`, fitted.bytes)
  await mlflow.ensureModel(name, title)
  const { version } = await mlflow.createVersion({
    name,
    source,
    runId: run.runId,
    description: describeScores(fitted.scores),
    tags: versionTags(job, fitted.scores, sha256(fitted.bytes)),
  })
  let last = compared
  for (;;) {
    const champion = await mlflow.championOf(name)
    if (champion?.version === last.champion?.version) break
    const held = champion && (await evaluateChampion(workload, store, champion, fitted.test))
    last = { champion, held, verdict: judge(workload.gate, fitted.scores, held?.scores) }
    await mlflow.log(run.runId, {
      tags: {
        champion: champion?.version ?? 'none',
        gate: last.verdict.passes ? 'passed' : 'kept',
        gate_reason: last.verdict.reason,
      },
    })
    if (!last.verdict.passes) return { ...last, version }
  }
  await mlflow.setAlias(name, 'champion', version)
  return { ...last, version }
}
