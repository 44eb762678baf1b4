import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodType } from 'zod'
import type { Report } from './report/report.ts'

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
  /** Least improvement over the registered model on the same test examples, in the metric's unit. */
  readonly minimumGain: number
  /** Bounds that a candidate must keep even when nothing is registered yet. */
  readonly bounds?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>
}

/** Kubernetes quantities; a GPU is asked for by its limit alone. */
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string }
  readonly limits: { readonly cpu?: string; readonly memory: string; readonly 'nvidia.com/gpu'?: string }
}

/** A file that was given to a training. */
export interface DataFile {
  /** Its path below the folder that was given, with `/`; of a single file, its name. */
  readonly name: string
  readonly bytes: number
  /** @throws DataError, before anything is read, if it is larger than a training takes */
  read(): Promise<Uint8Array>
}

/** Where raw data comes from, and what stands in for it when there is none. */
export interface DataSource {
  /** The one file that trainings read, below `data/` in the workload's bucket: `bikes/hour.csv`. */
  readonly file: string
  readonly mediaType: string
  /**
   * Makes that one file of what people have, be it a folder or a single file: a folder of recordings becomes one
   * archive. Without it, a file is taken as it is; so is a single one that is named like `file` already.
   * @param files - in order of their names, at least one
   * @throws DataError saying which files are looked for, if they are not there
   */
  pack?(files: readonly DataFile[]): Uint8Array | Promise<Uint8Array>
  /** Seeded synthetic file of the same shape; same seed, same bytes. */
  generate(seed: number): Uint8Array
}

/** One model of several that a training fits, or one fold: a child run in MLflow, and a line of `train --local`. */
export interface TrainedPart {
  readonly name: string
  readonly parameters?: Parameters
  readonly scores: Scores
  /** What took how long: `{train, validate}`. */
  readonly seconds: Readonly<Record<string, number>>
  /** Why it failed, if it did. */
  readonly error?: string
}

/** What a training may tell while it runs. */
export interface TrainingContext {
  readonly signal?: AbortSignal
  /** That it may use, at most; without it one. They make a training quicker, and no other. */
  readonly threads?: number
  part(part: TrainedPart): void
}

/** Values that a search draws from, each parameter alone. */
export type SearchSpace = Readonly<Record<string, readonly Parameter[]>>

export interface Training<Example, Model> {
  /** Validated parameters with their defaults. */
  readonly parameters: ZodType<Parameters>
  readonly resources: Resources
  readonly timeoutSeconds: number
  /** Cron expression; without it training runs only when asked for. */
  readonly schedule?: string
  /**
   * Holds back test examples that training does not see: the later ones where the data has time, else a share of each
   * class by a fixed seed. Same examples, same split.
   * @throws DataError if there are too few of either
   */
  split(examples: readonly Example[]): { train: readonly Example[]; test: readonly Example[] }
  train(
    examples: readonly Example[],
    parameters: Parameters,
    context?: TrainingContext,
  ): Model | Promise<Model>
  evaluate(model: Model, examples: readonly Example[]): Scores | Promise<Scores>
  /**
   * What `tune` searches. A trial trains and is scored on a split of the training examples alone, so that the test
   * examples stay unseen.
   */
  readonly tune?: { readonly space: SearchSpace }
  /** What the data, the model and its errors look like. */
  report?(
    model: Model,
    data: { readonly train: readonly Example[]; readonly test: readonly Example[] },
  ): Report | Promise<Report>
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
  /** The example for a model, where the model decides what a request must look like. */
  exampleFor?(model: Model): Request
  /** A file that a request is made of: an option of `npm run predict`. */
  readonly file?: {
    /** `recording` */
    readonly option: string
    readonly description: string
    /**
     * @returns the request, and what it is about
     * @throws DataError if it is no such file
     */
    request(bytes: Uint8Array, name: string): { readonly request: Request; readonly note: string }
  }
  /** This, its binary form and `infer` may throw RequestError for input that the schemas let through. */
  predict(model: Model, request: Request): Response
  /**
   * The same request as a raw tensor: `content-type: application/octet-stream`, its little-endian numbers in row-major
   * order, their shape in the header `tensor-shape: 4,22,750`.
   */
  readonly binary?: {
    readonly datatype: 'FP64' | 'FP32'
    /** -1 is a dimension of any size; the first is limited like the rows of other requests. */
    readonly shape: readonly number[]
    /** Numbers are finite, and as many as the shape says. */
    predict(model: Model, tensor: Tensor): Response
  }
  /** Numbers of a response that are observed in the histogram of predictions; without it, none. */
  predictions?(response: Response): ArrayLike<number>
}

/** Contributions of the features to one prediction: with the baseline, they add up to it. */
export interface Explanation {
  /** What is explained, with its unit or scale: `demand (log)`, `log odds of dropout`. */
  readonly output: string
  /** The mean prediction, where nothing is known of the features. */
  readonly baseline: number
  readonly prediction: number
  /** In the order of the features' names. */
  readonly contributions: ArrayLike<number>
  /** To what the contributions belong, where that is not the features. */
  readonly inputs?: { readonly names: readonly string[]; readonly values: ArrayLike<number> }
}

/** The features of a model as the runtime watches them: for outliers, drift and explanations. */
export interface Monitored<Model, Request> {
  readonly names: readonly string[]
  /** Those that change by nature, as the calendar does: that they differ from the training tells nothing. */
  readonly changing?: readonly string[]
  /** Features of one request to the main route; NaN is missing. */
  features(model: Model, request: Request): Float64Array
  /** A sample of the training's features, row-major, kept in the model's file. */
  reference(model: Model): Float64Array
  /** @throws RequestError for what has no explanation */
  explain?(model: Model, features: Float64Array, request: Request): Explanation
  /** The same of each row of the protocols' inputs; each says to what its contributions belong. */
  explainRows?(model: Model, inputs: readonly Tensor[]): readonly Explanation[]
}

export interface Serving<Model, Request, Response> {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** Inputs have been checked against `inputs`; the first dimension is the batch. */
  infer(model: Model, inputs: readonly Tensor[]): readonly Tensor[]
  /** The main one first: a model must answer every route's example before it is served. */
  // biome-ignore lint/suspicious/noExplicitAny: requests and responses differ from route to route
  readonly routes: readonly [Route<Model, Request, Response>, ...Route<Model, any, any>[]]
  /** Numbers of a response that are observed in the histogram of predictions. */
  predictions(outputs: readonly Tensor[]): ArrayLike<number>
  /** Upper bounds of that histogram's buckets. */
  readonly predictionBuckets: readonly number[]
  readonly monitored?: Monitored<Model, Request>
  /** Names of fields and tensors that no log may hold. */
  readonly personal?: readonly string[]
  readonly replicas: number
  readonly resources: Resources
}

/** A version of published data that can be asked. */
export interface OpenData {
  /** Once what was asked is answered. */
  close(): Promise<void>
}

/** Data beside the model, published as a whole, version by version, and asked over HTTP at replicas of its own. */
// biome-ignore lint/suspicious/noExplicitAny: only the workload knows what its data are asked
export interface PublishedData<Data extends OpenData = any> {
  /** DNS label, unlike that of any system or workload: names the Deployment, the Service and its port on the nodes. */
  readonly name: string
  readonly title: string
  readonly summary: string
  /** What a person types after `npm run atoll --` to publish. */
  readonly publishCommand: string
  /**
   * Which files of a directory are a version.
   * @throws DataError if the directory holds no such data, or anything that must not leave it
   */
  check(directory: string): Promise<readonly string[]>
  /** Writes seeded synthetic data into a directory that is not there yet. */
  generate(seed: number, directory: string): Promise<void>
  /** Opens the files of a version, and tries them. */
  open(directory: string): Promise<Data>
  /** Adds GET routes. @param current - throws RequestError with 503 while nothing is published */
  routes(server: FastifyInstance, current: (reply: FastifyReply) => Data): void
  /** A path that every version answers. */
  readonly example: string
  /** Of all files of a version. */
  readonly maximumBytes: number
  readonly replicas: number
  readonly resources: Resources
  /** Room on the node of a replica: for two versions, as one takes the place of the other, and what is spilled. */
  readonly disk: string
}

/** What people must know before they use a model, in plain sentences; scores and parameters are added by the training. */
export interface ModelCard {
  readonly intendedUse: string
  readonly data: string
  readonly limits: string
  readonly ethics: string
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
  /** The value of a label: `analytics`. */
  readonly owner: string
  readonly data: DataSource
  /** @throws DataError naming the row, the column, the value and what would be right. */
  clean(file: Uint8Array): Cleaned<Example> | Promise<Cleaned<Example>>
  readonly training: Training<Example, Model>
  readonly gate: Gate
  encode(model: Model): Uint8Array
  /** @throws ModelError if the bytes are truncated, altered or of another kind or version. */
  decode(bytes: Uint8Array): Model
  readonly serving: Serving<Model, Request, Response>
  readonly card: ModelCard
  readonly published?: PublishedData
}

/** A workload whose types no longer matter: what a list of workloads holds. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters are both consumed and produced, so only `any` unites them
export type AnyWorkload = Workload<any, any, any, any>

// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyRoute = Route<any, any, any>
