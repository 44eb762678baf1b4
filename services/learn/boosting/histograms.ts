import { takeArena } from './arena.ts'
import { countLanesIn } from './countingKernel.ts'
import { LANES, type Positions } from './positions.ts'

/**
 * Sums over the rows of a node by column and bin. Where every hessian is 1 (stride 1): packed gradients, see
 * fixedPoint.ts. Else (stride 2): packed gradients and hessians in turn.
 */
export type Histogram = Float64Array

export interface HistogramCounter {
  /** Rows, in an order that may change between counts. */
  readonly order: Int32Array
  /** What is summed: `stride` numbers per row. */
  readonly packed: Float64Array
  /** @throws RangeError if there are more than was said */
  createHistogram(): Histogram
  /** Fills a histogram with the sums of the rows `order[start..end)`. */
  count(histogram: Histogram, start: number, end: number): void
}

/** @param most - histograms at a time */
export function createHistogramCounter(
  rows: number,
  positions: Positions,
  stride: 1 | 2,
  most: number,
): HistogramCounter {
  const { data, width, length, from, to } = positions
  const doubles = (count: number) => count * Float64Array.BYTES_PER_ELEMENT
  const sizes = [doubles(rows * stride), data.byteLength, rows * Int32Array.BYTES_PER_ELEMENT].map(align)
  const [packedBytes, dataBytes, orderBytes] = sizes
  const histogramBytes = align(doubles(length * stride))
  const histograms = packedBytes + dataBytes + orderBytes
  const memory = takeArena(histograms + most * histogramBytes)
  const { buffer } = memory
  const packed = new Float64Array(buffer, 0, rows * stride)
  const order = new Int32Array(buffer, packedBytes + dataBytes, rows)
  new Uint8Array(buffer, packedBytes, data.byteLength).set(
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  )
  const bytes = data instanceof Uint16Array ? 2 : 4
  const countLanes = countLanesIn(memory, stride, bytes)
  let created = 0

  return {
    order,
    packed,
    createHistogram() {
      if (created === most) throw new RangeError(`${most} histograms are in use, which were to be all`)
      return new Float64Array(buffer, histograms + created++ * histogramBytes, length * stride)
    },
    count(histogram, start, end) {
      histogram.fill(0)
      const [first, last] = [order.byteOffset + start * 4, order.byteOffset + end * 4]
      for (let lane = 0; lane < width && start < end; lane += LANES) {
        const lanes = packedBytes + lane * bytes
        countLanes(histogram.byteOffset, first, last, packed.byteOffset, lanes, width * bytes)
      }
      for (let i = 0; i < from.length; i++) {
        for (let s = 0; s < stride; s++) histogram[to[i] * stride + s] += histogram[from[i] * stride + s]
      }
    },
  }
}

/** Leaves in the bins of `whole` what is not in `part` (Ke et al. 2017: the larger child costs no pass over its rows). */
export function subtractHistogram(whole: Histogram, part: Histogram, bins: number): void {
  for (let i = 0; i < bins; i++) whole[i] -= part[i]
}

const align = (bytes: number) => Math.ceil(bytes / 16) * 16
