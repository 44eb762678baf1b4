import type { IncomingHttpHeaders } from 'node:http'
import { badRequest } from '../http/requestError.ts'
import { show } from '../show.ts'
import type { AnyRoute } from '../workload/serving.ts'
import type { Tensor } from '../workload/tensor.ts'
import { checkShape } from './jsonTensor.ts'

/** The type of a body that holds nothing but the numbers of one tensor. */
export const rawType = 'application/octet-stream'

export const isRaw = (headers: IncomingHttpHeaders): boolean => headers['content-type'] === rawType

const name = 'the body'
const widths = { FP64: 8, FP32: 4 } as const

/**
 * The tensor of a raw body: little-endian numbers in row-major order, their shape as `4,22,750`.
 *
 * @throws RequestError 400 if shape, length or a number is wrong, 413 if it has more than `maximumRows`.
 */
export function decodeRawTensor(
  body: Uint8Array,
  shapeText: string | undefined,
  { datatype, shape: wanted }: NonNullable<AnyRoute['binary']>,
  maximumRows: number,
): Tensor {
  if (shapeText === undefined)
    throw badRequest(`the header tensor-shape is missing; it names the shape of ${name}, such as 1,2,3`)
  if (!/^\d{1,9}(\s*,\s*\d{1,9})*$/.test(shapeText))
    throw badRequest(`the header tensor-shape is ${show(shapeText)}, and should be numbers as in 1,2,3`)
  const shape = shapeText.split(',').map(Number)
  const count = checkShape(name, shape, { name, datatype, shape: wanted }, maximumRows)
  const width = widths[datatype]
  if (body.length !== count * width)
    throw badRequest(
      `${name} has ${body.length} bytes, and should have ${count * width}: ${count} numbers of ${datatype}`,
    )
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const data = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    data[i] = datatype === 'FP64' ? view.getFloat64(i * 8, true) : view.getFloat32(i * 4, true)
    if (!Number.isFinite(data[i])) throw badRequest(`${name}: number ${i} is ${data[i]}, and must be finite`)
  }
  return { name, datatype, shape, data }
}
