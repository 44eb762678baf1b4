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
