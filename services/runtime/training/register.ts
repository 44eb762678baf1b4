import { explain, UnavailableError } from '../errors.ts'
import type { MlflowClient } from '../mlflow/mlflow.ts'
import type { ModelVersion, Run } from '../mlflow/mlflowRecords.ts'
import { MlflowError } from '../mlflow/mlflowRequest.ts'
import type { ObjectStore } from '../objectStore.ts'
import { sha256 } from '../sha256.ts'
import { type ChampionScores, evaluateChampion, modelFile } from './champion.ts'
import { describeScores, type Fitted } from './fit.ts'
import { judge, type Verdict } from './gate.ts'
import { putVerified } from './snapshot.ts'
import type { TrainingJob } from './trainingJob.ts'
import { versionTags } from './trainingRecord.ts'

export interface RegisterServices {
  readonly store: ObjectStore
  readonly mlflow: MlflowClient
  /** Ends what has been begun, even after an interruption: the same server with fewer attempts. */
  readonly closing: MlflowClient
}

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
  { store, mlflow, closing }: RegisterServices,
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
  await setChampion(name, version, { mlflow, closing })
  return { ...last, version }
}

/**
 * Once begun, the move of the alias is ended even after an interruption: a request whose answer was not waited for may
 * have moved it, or may move it yet.
 */
async function setChampion(
  name: string,
  version: string,
  { mlflow, closing }: Omit<RegisterServices, 'store'>,
): Promise<void> {
  try {
    await mlflow.setAlias(name, 'champion', version)
  } catch (error) {
    if (error instanceof MlflowError) throw error
    await closing.setAlias(name, 'champion', version).catch((cause: unknown) => {
      throw new UnavailableError(`version ${version} may be the champion now: ${explain(cause)}`, { cause })
    })
  }
}
