import { checkInteger, checkRange } from '../check.ts'
import { sortedSample } from './twoSampleTest.ts'

export interface PopulationStabilityOptions {
  /** Intervals between quantiles of the reference. Default 10. */
  readonly nBins?: number
  /** Stands in for the share of an empty interval. Default 1e-4. */
  readonly smallestShare?: number
}

/**
 * Population stability index (Siddiqi 2006): the divergence of Jeffreys between the shares of two samples in intervals
 * that hold equally many values of the first. By custom, below 0.1 is stable, above 0.25 is another population.
 *
 * @throws RangeError if a sample is empty or holds a number that is not finite
 */
export function populationStabilityIndex(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  { nBins = 10, smallestShare = 1e-4 }: PopulationStabilityOptions = {},
): number {
  checkInteger('nBins', nBins, 2)
  checkRange('smallestShare', smallestShare, Number.MIN_VALUE, 1)
  const before = sortedSample(reference, 'reference')
  const now = sortedSample(current, 'current')
  const edges = new Set<number>()
  for (let bin = 1; bin < nBins; bin++) edges.add(before[Math.ceil((bin * before.length) / nBins) - 1])
  let index = 0
  let [from, start] = [0, 0]
  for (const edge of [...edges, Infinity]) {
    const to = countUpTo(before, edge)
    const end = countUpTo(now, edge)
    const expected = Math.max(smallestShare, (to - from) / before.length)
    const actual = Math.max(smallestShare, (end - start) / now.length)
    index += (actual - expected) * Math.log(actual / expected)
    from = to
    start = end
  }
  return index
}

/** How many of the sorted values are `most` or less. */
function countUpTo(sorted: Float64Array, most: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] <= most) low = middle + 1
    else high = middle
  }
  return low
}
