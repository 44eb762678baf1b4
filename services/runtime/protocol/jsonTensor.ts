import { badRequest, tooManyRows } from '../http/requestError.ts'
import { show } from '../show.ts'
import type { Datatype, Tensor, TensorSpec } from '../workload/tensor.ts'

/** A tensor as it travels: `data` is flat or nested. */
export interface JsonTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly datatype: string
  readonly data: readonly unknown[]
}

const accepts: Record<Datatype, (value: unknown) => boolean> = {
  FP64: Number.isFinite,
  FP32: (value) => typeof value === 'number' && Number.isFinite(Math.fround(value)),
  INT64: Number.isSafeInteger,
  INT32: (value) => typeof value === 'number' && (value | 0) === value,
  BOOL: (value) => typeof value === 'boolean',
  BYTES: (value) => typeof value === 'string',
}

const dimensions = (shape: readonly number[]) =>
  `[${shape.map((size) => (size === -1 ? 'n' : size)).join(', ')}]`

/** Elements of a tensor of this shape. @throws RequestError if the shape is not what the spec says */
export function checkShape(where: string, shape: unknown, spec: TensorSpec, maximumRows: number): number {
  const fits =
    Array.isArray(shape) &&
    shape.length === spec.shape.length &&
    shape.every(
      (size, axis) => Number.isSafeInteger(size) && size > 0 && [-1, size].includes(spec.shape[axis]),
    )
  if (!fits) {
    const found = Array.isArray(shape) ? `[${shape.slice(0, 8).map(show).join(', ')}]` : show(shape)
    throw badRequest(
      `${where}: shape is ${found}, and should be ${dimensions(spec.shape)} with n of 1 or more`,
    )
  }
  if (spec.shape[0] === -1 && shape[0] > maximumRows) {
    throw tooManyRows(where, shape[0], maximumRows)
  }
  return shape.reduce((product: number, size: number) => product * size, 1)
}

function checkNesting(where: string, data: readonly unknown[], shape: readonly number[], axis: number): void {
  if (data.length !== shape[axis]) {
    throw badRequest(
      `${where}: data has ${data.length} elements along axis ${axis}, and should have ${shape[axis]} as its shape says`,
    )
  }
  if (axis === shape.length - 1) return
  for (const inner of data) {
    if (!Array.isArray(inner)) {
      throw badRequest(`${where}: data holds ${show(inner)} at depth ${axis + 1}, and should hold arrays`)
    }
    checkNesting(where, inner, shape, axis + 1)
  }
}

/** Elements in row-major order, each checked. */
function flatten(where: string, spec: TensorSpec, data: readonly unknown[], count: number, nested: boolean) {
  const accepted = accepts[spec.datatype]
  const flat = spec.datatype === 'BYTES' ? new Array<string>(count) : new Float64Array(count)
  let next = 0
  const visit = (items: readonly unknown[], depth: number) => {
    for (const item of items) {
      if (depth > 0) visit(item as readonly unknown[], depth - 1)
      else if (accepted(item)) flat[next++] = item as never
      else throw badRequest(`${where}: data[${next}] is ${show(item)}, and should be ${spec.datatype}`)
    }
  }
  visit(data, nested ? spec.shape.length - 1 : 0)
  return flat
}

/**
 * A tensor of a request's body, checked against what the model takes.
 *
 * @throws RequestError 400 naming the tensor and what would be right, 413 if it has more than `maximumRows`.
 */
export function decodeTensor(value: JsonTensor, spec: TensorSpec, maximumRows: number): Tensor {
  const where = `input "${spec.name}"`
  if (value.datatype !== spec.datatype) {
    throw badRequest(`${where}: datatype is ${show(value.datatype)}, and should be "${spec.datatype}"`)
  }
  const count = checkShape(where, value.shape, spec, maximumRows)
  const { data, shape } = value
  if (!Array.isArray(data)) throw badRequest(`${where}: data is ${show(data)}, and should be an array`)
  const nested = shape.length > 1 && Array.isArray(data[0])
  if (nested) checkNesting(where, data, shape, 0)
  else if (data.length !== count) {
    throw badRequest(
      `${where}: data has ${data.length} elements, and should have ${count} for shape ${dimensions(shape)}`,
    )
  }
  return { name: spec.name, datatype: spec.datatype, shape, data: flatten(where, spec, data, count, nested) }
}

/** JSON of a tensor, its data flat. A number that JSON cannot write is an error of the request that led to it. */
export function encodeTensor({ name, datatype, shape, data }: Tensor): string {
  let elements: string
  if (data instanceof Float64Array) {
    if (!data.every(Number.isFinite)) {
      throw badRequest(`the model has no finite answer "${name}" for these inputs`)
    }
    elements = datatype === 'BOOL' ? Array.from(data, (bit) => bit !== 0).join() : data.join()
  } else elements = data.map((text) => JSON.stringify(text)).join()
  return `{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape.join()}],"data":[${elements}]}`
}
