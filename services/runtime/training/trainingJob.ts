import { DataError } from '../errors.ts'
import type { MlflowClient } from '../mlflow/mlflow.ts'
import type { ModelVersion } from '../mlflow/mlflowRecords.ts'
import type { ObjectStore } from '../objectStore.ts'
import { sha256 } from '../sha256.ts'
import type { Parameters } from '../workload/training.ts'
import type { AnyWorkload } from '../workload.ts'
import type { Steps } from './steps.ts'

export interface RawData {
  readonly bytes: Uint8Array
  /** In words, as the uploader gave it. */
  readonly origin: string
  readonly sha256: string
}

/** What determines a training, and the model that it has to beat. */
export interface TrainingJob {
  readonly workload: AnyWorkload
  readonly environment: string
  readonly codeVersion: string
  readonly parameters: Parameters
  readonly data: RawData
  /** Hash of data, code and parameters: equal identities train equal models. */
  readonly identity: string
  readonly experimentId: string
  readonly champion: ModelVersion | undefined
}

/** Larger files are refused before they are downloaded. */
export const maximumDataBytes = 256 * 1024 * 1024

/** Where the raw file lies in the workload's bucket. */
export const dataKey = ({ data }: AnyWorkload) => `data/${data.file}`

const decodeOrigin = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** @throws DataError if there is no file, it is too large, or it is not what was uploaded */
export async function readData(workload: AnyWorkload, store: ObjectStore): Promise<RawData> {
  const key = dataKey(workload)
  const found = await store.stat(key)
  if (found === undefined)
    throw new DataError(`there is no ${store.uri(key)}: upload ${workload.data.file} first`)
  if (found.bytes > maximumDataBytes) {
    throw new DataError(`${store.uri(key)} has ${found.bytes} bytes; at most ${maximumDataBytes} are read`)
  }
  const bytes = await store.get(key)
  const hash = sha256(bytes)
  const { origin = 'unknown', sha256: noted = hash } = found.metadata
  if (noted !== hash) {
    throw new DataError(
      `${store.uri(key)} has SHA-256 ${hash}, but was uploaded as ${noted}: upload it again`,
    )
  }
  return { bytes, origin: decodeOrigin(origin), sha256: hash }
}

export const readStep = (workload: AnyWorkload, store: ObjectStore, at: Steps): Promise<RawData> =>
  at.run(
    'read',
    () => readData(workload, store),
    ({ bytes, origin }) => `${bytes.length} bytes of ${workload.data.file} (${origin})`,
  )

export function identityOf(data: RawData, codeVersion: string, parameters: Parameters): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  return sha256(Buffer.from(JSON.stringify([data.sha256, codeVersion, sorted])))
}

/** Finds the experiment, whose files must lie in the workload's bucket, or creates it. */
export async function experimentOf(
  workload: AnyWorkload,
  mlflow: MlflowClient,
  store: ObjectStore,
): Promise<string> {
  const location = store.uri('mlflow')
  const experiment = await mlflow.experiment(workload.name, location)
  if (!experiment.artifactLocation.startsWith(`s3://${store.bucket}/`)) {
    throw new Error(
      `${mlflow.where} keeps the files of experiment "${workload.name}" at ${experiment.artifactLocation}; ` +
        `they must be below ${location}: rename that experiment`,
    )
  }
  return experiment.id
}
