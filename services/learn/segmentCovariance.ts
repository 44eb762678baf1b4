import { checkRange } from './check.ts'
import type { Matrix } from './matrix.ts'
import type { SegmentMoments } from './segments.ts'

/** Share that the mean variance has on the diagonal; `ledoitWolf` estimates the best one. */
export type Shrinkage = number | 'ledoitWolf'

/**
 * Covariance of the given segments, whose means are taken for 0, with a share of it replaced by the mean variance on the
 * diagonal (Ledoit and Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices").
 *
 * @throws RangeError if the shrinkage is no number from 0 to 1
 */
export function segmentCovariance(
  { channels, samples, products, fourth }: SegmentMoments,
  segments: readonly number[],
  shrinkage: Shrinkage,
): Matrix {
  const size = channels * channels
  const total = segments.length * samples
  const data = new Float64Array(size)
  for (const segment of segments) {
    for (let i = 0; i < size; i++) data[i] += products[segment * size + i]
  }
  for (let i = 0; i < size; i++) data[i] /= total
  let mean = 0
  for (let c = 0; c < channels; c++) mean += data[c * channels + c] / channels

  if (shrinkage !== 'ledoitWolf') checkRange('shrinkage', shrinkage, 0, 1)
  const share = shrinkage === 'ledoitWolf' ? estimate() : shrinkage
  const unbiased = total / Math.max(1, total - 1)
  for (let i = 0; i < size; i++) data[i] *= (1 - share) * unbiased
  for (let c = 0; c < channels; c++) data[c * channels + c] += share * mean * unbiased
  return { data, rows: channels, columns: channels }

  function estimate(): number {
    const square = data.reduce((sum, value) => sum + value * value, 0)
    const spread = segments.reduce((sum, segment) => sum + fourth[segment], 0) / total
    const noise = (spread - square) / (channels * total)
    const distance = square / channels - mean ** 2
    return noise <= 0 || distance <= 0 ? 0 : Math.min(1, noise / distance)
  }
}
