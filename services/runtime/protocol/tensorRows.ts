import type { Tensor } from '../workload/tensor.ts'

/** The tensors of several requests, one below the other; undefined where their rows are not of one shape. */
export function joinRows(requests: readonly (readonly Tensor[])[]): readonly Tensor[] | undefined {
  const joined: Tensor[] = []
  for (const [index, { name, datatype, shape }] of requests[0].entries()) {
    const parts = requests.map((tensors) => tensors[index])
    const inner = shape.slice(1)
    if (parts.some((part) => part.shape.slice(1).some((size, axis) => size !== inner[axis]))) return undefined
    const rows = parts.reduce((sum, part) => sum + part.shape[0], 0)
    joined.push({ name, datatype, shape: [rows, ...inner], data: joinData(parts.map(({ data }) => data)) })
  }
  return joined
}

function joinData(parts: readonly Tensor['data'][]): Tensor['data'] {
  if (!(parts[0] instanceof Float64Array)) return (parts as (readonly string[])[]).flat()
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let next = 0
  for (const part of parts as Float64Array[]) {
    joined.set(part, next)
    next += part.length
  }
  return joined
}

/** What {@link joinRows} has joined, apart again; undefined where the tensors have other rows than those. */
export function splitRows(
  tensors: readonly Tensor[],
  rows: readonly number[],
): readonly (readonly Tensor[])[] | undefined {
  const total = rows.reduce((sum, count) => sum + count, 0)
  if (tensors.some(({ shape }) => shape[0] !== total)) return undefined
  let first = 0
  return rows.map((count) => {
    const part = tensors.map(({ name, datatype, shape, data }): Tensor => {
      const size = data.length / total
      return {
        name,
        datatype,
        shape: [count, ...shape.slice(1)],
        data: data.slice(first * size, (first + count) * size),
      }
    })
    first += count
    return part
  })
}
