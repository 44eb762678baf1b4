import { setTimeout as sleep } from 'node:timers/promises'
import type { TrainingResult } from '../../services/runtime/trainingResult.ts'
import type { AnyWorkload, Parameters } from '../../services/runtime/workload.ts'
import { workloadNamed } from '../../services/workloads.ts'
import { Failure } from './failure.ts'
import { servedVersions, withMlflow } from './served.ts'
import { type Session, workloadOutputs } from './session.ts'
import type { Report } from './steps.ts'
import { runTraining } from './trainingJob.ts'
import { generatedData, type RawData, sha256, storedData, uploadData } from './workloadData.ts'

/**
 * Brings a workload's raw file to the store: the one given; else the one that is there; else a generated one.
 * @returns in words what it is and where it is from
 */
export async function ensureData(
  { cluster, outputs }: Session,
  workload: AnyWorkload,
  given: RawData | undefined,
): Promise<{ readonly origin: string; readonly sha256: string; readonly uploaded: boolean }> {
  const parts = workloadOutputs(outputs, workload.name)
  const stored = await storedData(cluster, workload, parts)
  if (stored !== undefined && (given === undefined || stored.sha256 === sha256(given.bytes)))
    return { ...stored, uploaded: false }
  const data = given ?? generatedData(workload)
  await uploadData(cluster, workload, parts, data)
  return { origin: data.origin, sha256: sha256(data.bytes), uploaded: true }
}

export interface TrainOptions {
  readonly parameters?: Parameters
  /** Trains even if the same data, code and parameters have been trained before. */
  readonly force?: boolean
  readonly report: Report
  readonly signal?: AbortSignal
}

export async function train(session: Session, name: string, options: TrainOptions): Promise<TrainingResult> {
  const { namespace, training } = workloadOutputs(session.outputs, name)
  return runTraining(
    session.cluster,
    { namespace, name: training },
    {
      environment: {
        ...(options.parameters === undefined ? {} : { ATOLL_PARAMETERS: JSON.stringify(options.parameters) }),
        ...(options.force === true ? { ATOLL_FORCE: 'true' } : {}),
      },
      timeoutSeconds: workloadNamed(name).training.timeoutSeconds + 120,
      report: options.report,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
  )
}

/** Waits until every replica is ready and serves `version`. @throws Failure after `timeoutSeconds` */
export async function waitUntilServed(
  { cluster, outputs }: Session,
  name: string,
  version: string,
  report: Report,
  timeoutSeconds = 180,
): Promise<number> {
  const parts = workloadOutputs(outputs, name)
  const deadline = Date.now() + timeoutSeconds * 1000
  for (;;) {
    const { versions, wanted } = await servedVersions(cluster, parts).catch(() => ({
      versions: [],
      wanted: -1,
    }))
    const done = versions.filter((served) => served === version).length
    if (done === wanted && versions.length === wanted) return wanted
    const state = `${done} of ${Math.max(wanted, 0)} replicas serve version ${version}`
    if (Date.now() > deadline)
      throw new Failure(`after ${timeoutSeconds} s only ${state}; \`npm run logs -- ${name}\` says why`)
    report(state)
    await sleep(500)
  }
}

/** Whether the stored data has been trained to the end by the code that the stack runs now. */
export async function alreadyTrained({ cluster, outputs }: Session, workload: AnyWorkload): Promise<boolean> {
  const parts = workloadOutputs(outputs, workload.name)
  const stored = await storedData(cluster, workload, parts)
  return withMlflow(cluster, outputs, async (mlflow) => {
    if (stored === undefined || (await mlflow.championOf(workload.name)) === undefined) return false
    const experiment = await mlflow.experiment(workload.name, `s3://${parts.store.bucket}/mlflow`)
    const filter = [
      `tags.data_sha256 = '${stored.sha256}'`,
      `tags.code_version = '${outputs.codeVersion}'`,
      `attributes.status = 'FINISHED'`,
    ].join(' and ')
    return (await mlflow.searchRuns(experiment.id, filter, 1)).length > 0
  })
}
