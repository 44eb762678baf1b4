export interface ModelVersion {
  readonly version: string
  /** Folder of the model's files: `s3://bikes/mlflow/<run id>/artifacts/model`. */
  readonly source: string
  readonly runId: string
  readonly tags: Readonly<Record<string, string>>
}

export interface Run {
  readonly runId: string
  readonly status: string
  readonly artifactUri: string
  readonly params: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, number>>
  readonly tags: Readonly<Record<string, string>>
}

export interface RunRecord {
  readonly params?: Readonly<Record<string, string | number | boolean>>
  readonly metrics?: Readonly<Record<string, number>>
  readonly tags?: Readonly<Record<string, string>>
}

export type RunStatus = 'FINISHED' | 'FAILED' | 'KILLED'

interface KeyValue {
  key: string
  value: string
}
/** As MLflow writes it. */
export interface RawVersion {
  version: string
  source: string
  run_id?: string
  tags?: KeyValue[]
}

/** As MLflow writes it. */
export interface RawRun {
  info: { run_id: string; status: string; artifact_uri: string }
  data?: { params?: KeyValue[]; metrics?: { key: string; value: number }[]; tags?: KeyValue[] }
}

export const toPairs = (record: Readonly<Record<string, unknown>> = {}) =>
  Object.entries(record).map(([key, value]) => ({ key, value: String(value) }))

const fromPairs = <T>(pairs: readonly { key: string; value: T }[] = []): Record<string, T> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

export const toVersion = (raw: RawVersion): ModelVersion => ({
  version: raw.version,
  source: raw.source,
  runId: raw.run_id ?? '',
  tags: fromPairs(raw.tags),
})

export const toRun = ({ info, data = {} }: RawRun): Run => ({
  runId: info.run_id,
  status: info.status,
  artifactUri: info.artifact_uri,
  params: fromPairs(data.params),
  metrics: fromPairs(data.metrics),
  tags: fromPairs(data.tags),
})
