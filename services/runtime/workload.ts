import type { Cleaned, DataSource } from './workload/data.ts'
import type { PublishedData } from './workload/publishedData.ts'
import type { Serving } from './workload/serving.ts'
import type { Gate, Training } from './workload/training.ts'

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
