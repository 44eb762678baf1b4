import type { ZodType } from 'zod'

/** Rows that passed a workload's cleaning, and what every rule did to the others. */
export interface Cleaned<Example> {
  /** In order of time, where the data has time. */
  readonly examples: readonly Example[]
  readonly rowsRead: number
  /** Rule name to the number of rows it changed or dropped; a rule that found nothing is listed with 0. */
  readonly rules: Readonly<Record<string, number>>
}

/** Metric name to value, on the unit of the target: `{mae, rmse, r2}`. */
export type Scores = Readonly<Record<string, number>>

export type Parameter = number | string | boolean
export type Parameters = Readonly<Record<string, Parameter>>

/** Datatypes of the Open Inference Protocol v2 that the runtime serves. */
export type Datatype = 'FP64' | 'FP32' | 'INT64' | 'INT32' | 'BOOL' | 'BYTES'

/** A tensor as described in a model's metadata; -1 is a dimension of any size. */
export interface TensorSpec {
  readonly name: string
  readonly datatype: Datatype
  readonly shape: readonly number[]
}

/** A decoded tensor: row-major numbers, or strings for `BYTES`. */
export interface Tensor {
  readonly name: string
  readonly datatype: Datatype
  readonly shape: readonly number[]
  readonly data: Float64Array | readonly string[]
}

/** The requirements a candidate must meet before it may replace the registered model. */
export interface Gate {
  readonly metric: string
  readonly better: 'lower' | 'higher'
  /** Least improvement over the registered model on the same later data, in the metric's unit. */
  readonly minimumGain: number
  /** Bounds that a candidate must keep even when nothing is registered yet. */
  readonly bounds?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>
}

/** Kubernetes quantities. */
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string }
  readonly limits: { readonly cpu?: string; readonly memory: string }
}

/** Where raw data comes from, and what stands in for it when there is none. */
export interface DataSource {
  /** File below `--data DIR`, and below `data/` in the workload's bucket: `bikes/hour.csv`. */
  readonly file: string
  readonly mediaType: string
  /** Seeded synthetic file of the same shape; same seed, same bytes. */
  generate(seed: number): Uint8Array
}

export interface Training<Example, Model> {
  /** Validated parameters with their defaults. */
  readonly parameters: ZodType<Parameters>
  readonly resources: Resources
  readonly timeoutSeconds: number
  /** Cron expression; without it training runs only when asked for. */
  readonly schedule?: string
  /** Splits by time: every test example is later than every training example. */
  split(examples: readonly Example[]): { train: readonly Example[]; test: readonly Example[] }
  train(examples: readonly Example[], parameters: Parameters): Model
  evaluate(model: Model, examples: readonly Example[]): Scores
}

/** One typed HTTP route beside the protocol's own. */
export interface Route<Model, Request, Response> {
  /** `/predict`, `/classify`. */
  readonly path: string
  readonly summary: string
  /** The message of a refinement begins with "must": it follows the field's name and value. */
  readonly request: ZodType<Request>
  readonly response: ZodType<Response>
  readonly example: Request
  /** Both this and `infer` may throw RequestError for input that the schemas let through. */
  predict(model: Model, request: Request): Response
  /** Numbers of a response that are observed in the histogram of predictions; without it, none. */
  predictions?(response: Response): ArrayLike<number>
}

export interface Serving<Model, Request, Response> {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** Inputs have been checked against `inputs`; the first dimension is the batch. */
  infer(model: Model, inputs: readonly Tensor[]): readonly Tensor[]
  readonly route: Route<Model, Request, Response>
  /** Numbers of a response that are observed in the histogram of predictions. */
  predictions(outputs: readonly Tensor[]): ArrayLike<number>
  /** Upper bounds of that histogram's buckets. */
  readonly predictionBuckets: readonly number[]
  readonly replicas: number
  readonly resources: Resources
}

/**
 * Everything a workload is: one value that the training runner, the serving runtime, the components and the
 * pipelines read. `Example` is a cleaned row, `Model` what `decode` gives back.
 */
export interface Workload<Example, Model, Request, Response> {
  /** DNS label: names the namespace, bucket, registered model and routes. */
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly owner: string
  readonly data: DataSource
  /** @throws DataError naming the row, the column, the value and what would be right. */
  clean(file: Uint8Array): Cleaned<Example>
  readonly training: Training<Example, Model>
  readonly gate: Gate
  encode(model: Model): Uint8Array
  /** @throws ModelError if the bytes are truncated, altered or of another kind or version. */
  decode(bytes: Uint8Array): Model
  readonly serving: Serving<Model, Request, Response>
}

/** A workload whose types no longer matter: what a list of workloads holds. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters are both consumed and produced, so only `any` unites them
export type AnyWorkload = Workload<any, any, any, any>
