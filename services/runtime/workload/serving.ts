import type { ZodType } from 'zod'
import type { Monitored } from './monitored.ts'
import type { Resources } from './resources.ts'
import type { Tensor, TensorSpec } from './tensor.ts'

/** What is asked about a file. */
export interface RequestOfFile<Request, Response> {
  readonly request: Request
  /** What it is about. */
  readonly note: string
  /** How the answer agrees with what the file itself says, if it says anything. */
  readonly judge?: ((answer: Response) => string) | undefined
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
    /** @throws DataError if it is no such file */
    request(bytes: Uint8Array, name: string): RequestOfFile<Request, Response>
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

// biome-ignore lint/suspicious/noExplicitAny: requests and responses differ from route to route
export type AnyRoute = Route<any, any, any>
