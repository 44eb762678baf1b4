import { countLanesIn } from './countingKernel.ts'
import { histogramKernelIn } from './histogramKernel.ts'
import { LANES, type Positions } from './positions.ts'
import type { Histogram, Workspace } from './workspace.ts'

export interface HistogramCounter {
  /** Fills a histogram with the sums of the rows `order[start..end)`. */
  count(histogram: Histogram, start: number, end: number): void
  /** Leaves in the bins of `whole` what is not in `part` (Ke et al. 2017: the larger child costs no pass over its rows). */
  subtract(whole: Histogram, part: Histogram): void
}

export function createHistogramCounter(
  { memory, stride, at, order, packed, moves }: Workspace,
  { data, width, offsets }: Positions,
): HistogramCounter {
  const bytes = data instanceof Uint16Array ? 2 : 4
  const countLanes = countLanesIn(memory, stride, bytes)
  const { takeApart, subtract } = histogramKernelIn(memory, stride)
  const binBytes = 8 * stride * offsets[offsets.length - 1]
  return {
    count(histogram, start, end) {
      histogram.fill(0)
      const [first, last] = [order.byteOffset + start * 4, order.byteOffset + end * 4]
      for (let lane = 0; lane < width && start < end; lane += LANES) {
        const lanes = at.positions + lane * bytes
        countLanes(histogram.byteOffset, first, last, packed.byteOffset, lanes, width * bytes)
      }
      if (moves.length === 0) return
      takeApart(histogram.byteOffset, moves.byteOffset, moves.byteOffset + moves.byteLength)
    },
    subtract(whole, part) {
      if (binBytes > 0) subtract(whole.byteOffset, part.byteOffset, whole.byteOffset + binBytes)
    },
  }
}
