import { badRequest } from '../http/requestError.ts'
import type { Tensor, TensorSpec } from '../workload/tensor.ts'
import { isObject } from './inference.ts'
import { decodeTensor } from './jsonTensor.ts'

/** The length of the arrays at a depth, as far as the first of each tells. */
function lengthAt(values: unknown, depth: number): number {
  for (let left = depth; left > 0; left--) values = Array.isArray(values) ? values[0] : undefined
  return Array.isArray(values) ? values.length : 0
}

function columnOf(rows: readonly unknown[], name: string): readonly unknown[] {
  return rows.map((row, index) => {
    if (isObject(row) && Object.hasOwn(row, name)) return row[name]
    throw badRequest(`instances[${index}] should be an object with "${name}"`)
  })
}

/**
 * The body of a V1 `:predict` request: a row for each prediction, which is the model's one input, or an object of its
 * inputs by name.
 *
 * @throws RequestError 400, or 413 for more rows than one request may have
 */
export function decodeInstances(
  body: unknown,
  inputs: readonly TensorSpec[],
  maximumRows: number,
): readonly Tensor[] {
  if (!isObject(body) || !Array.isArray(body.instances) || body.instances.length === 0)
    throw badRequest('the body should be a JSON object with "instances", an array of rows')
  const rows: readonly unknown[] = body.instances
  const named = inputs.length > 1 || isObject(rows[0])
  return inputs.map((spec) => {
    const data = named ? columnOf(rows, spec.name) : rows
    const shape = spec.shape.map((size, depth) => (size === -1 ? lengthAt(data, depth) : size))
    return decodeTensor({ ...spec, shape, data }, spec, maximumRows)
  })
}

/** One row of a tensor, nested as its shape says. */
function rowOf({ datatype, shape, data }: Tensor, row: number): unknown {
  const inner = shape.slice(1)
  const count = inner.reduce((product, size) => product * size, 1)
  const flat = [...data.slice(row * count, (row + 1) * count)]
  const values: readonly unknown[] = datatype === 'BOOL' ? flat.map((bit) => bit !== 0) : flat
  const nested = (depth: number, from: number, size: number): unknown =>
    depth === inner.length
      ? values[from]
      : Array.from({ length: inner[depth] }, (_, index) => {
          const part = size / inner[depth]
          return nested(depth + 1, from + index * part, part)
        })
  return nested(0, 0, count)
}

/**
 * The predictions of a V1 answer: of each row the model's one output, or an object of its outputs by name.
 * @throws RequestError if one is not finite
 */
export function predictionsOf(outputs: readonly Tensor[]): readonly unknown[] {
  const bad = outputs.find(({ data }) => data instanceof Float64Array && !data.every(Number.isFinite))
  if (bad !== undefined) throw badRequest(`the model has no finite answer "${bad.name}" for these inputs`)
  return Array.from({ length: outputs[0].shape[0] }, (_, row) =>
    outputs.length === 1
      ? rowOf(outputs[0], row)
      : Object.fromEntries(outputs.map((output) => [output.name, rowOf(output, row)])),
  )
}

export const encodePredictions = (outputs: readonly Tensor[]): string =>
  JSON.stringify({ predictions: predictionsOf(outputs) })
