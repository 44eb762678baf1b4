import type { Tensor } from './tensor.ts'

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
