import { dot } from './dot.ts'
import { gram } from './gram.ts'

/** Equally long pieces of a signal of several channels: segment, then channel, then sample, row-major. */
export interface Segments {
  readonly data: Float64Array
  readonly count: number
  readonly channels: number
  readonly samples: number
}

/** What is needed of segments to estimate covariances of any selection of them; means are taken for 0. */
export interface SegmentMoments {
  readonly count: number
  readonly channels: number
  /** Of each segment. */
  readonly samples: number
  /** count x channels x channels: sums over the samples of the products of channels. */
  readonly products: Float64Array
  /** One per segment: sum over the samples of the squared sum of squares. */
  readonly fourth: Float64Array
}

/** @throws RangeError if `data` does not hold count x channels x samples finite numbers, or there are none */
export function checkSegments({ data, count, channels, samples }: Segments): void {
  if (data.length !== count * channels * samples || data.length === 0) {
    throw new RangeError(
      `segments: ${count} x ${channels} x ${samples} need ${count * channels * samples} numbers, got ${data.length}; expected at least one`,
    )
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) {
    const row = Math.floor(wrong / samples)
    throw new RangeError(
      `segments: segment ${Math.floor(row / channels)}, channel ${row % channels}, sample ${wrong % samples} ` +
        `is ${data[wrong]}, expected a finite number`,
    )
  }
}

/** @throws RangeError as `checkSegments` */
export function momentsOf(segments: Segments): SegmentMoments {
  checkSegments(segments)
  const { data, count, channels, samples } = segments
  const products = new Float64Array(count * channels * channels)
  const fourth = new Float64Array(count)
  const turned = new Float64Array(samples * channels)
  for (let s = 0; s < count; s++) {
    for (let c = 0, at = s * channels * samples; c < channels; c++) {
      for (let i = c; i < turned.length; i += channels, at++) turned[i] = data[at]
    }
    products.set(gram({ data: turned, rows: samples, columns: channels }).data, s * channels * channels)
    for (let i = 0; i < samples; i++)
      fourth[s] += dot(turned, i * channels, turned.subarray(i * channels), channels) ** 2
  }
  return { count, channels, samples, products, fourth }
}

/** A copy of the moments of the given segments, in the given order. */
export function takeMoments(moments: SegmentMoments, indices: ArrayLike<number>): SegmentMoments {
  const size = moments.channels ** 2
  const products = new Float64Array(indices.length * size)
  const fourth = new Float64Array(indices.length)
  for (let i = 0; i < indices.length; i++) {
    products.set(moments.products.subarray(indices[i] * size, (indices[i] + 1) * size), i * size)
    fourth[i] = moments.fourth[indices[i]]
  }
  return { ...moments, count: indices.length, products, fourth }
}
