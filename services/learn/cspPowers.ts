import { type CspModel, multiply } from './csp.ts'
import { dot } from './dot.ts'
import type { Matrix } from './matrix.ts'
import { checkSegments, type SegmentMoments, type Segments } from './segments.ts'

/**
 * The logarithm of each component's mean power in each segment.
 *
 * @returns segments x components
 * @throws RangeError if the channels are not those of the fit, or a component has no power in a segment
 */
export const transformCsp = (model: CspModel, segments: Segments): Matrix =>
  logPowers(projectCsp(model, segments))

/**
 * The components of each segment in place of its channels. A filter of the signal may as well come after this as before,
 * where there is less to filter.
 *
 * @throws RangeError if the channels are not those of the fit
 */
export function projectCsp({ filters }: CspModel, segments: Segments): Segments {
  checkSegments(segments)
  const { data, count, channels, samples } = segments
  checkChannels(channels, filters)
  const components = new Float64Array(count * filters.rows * samples)
  for (let s = 0; s < count; s++) {
    for (let f = 0; f < filters.rows; f++) {
      const component = components.subarray(
        (s * filters.rows + f) * samples,
        (s * filters.rows + f + 1) * samples,
      )
      for (let c = 0; c < channels; c++) {
        const factor = filters.data[f * channels + c]
        const start = (s * channels + c) * samples
        for (let i = 0; i < samples; i++) component[i] += factor * data[start + i]
      }
    }
  }
  return { data: components, count, channels: filters.rows, samples }
}

/**
 * @returns segments x components: logarithms of mean powers
 * @throws RangeError if a component has no power in a segment
 */
export function logPowers({ data, count, channels, samples }: Segments): Matrix {
  const features = new Float64Array(count * channels)
  for (let row = 0; row < features.length; row++) {
    const component = data.subarray(row * samples, (row + 1) * samples)
    const power = dot(component, 0, component, samples) / samples
    features[row] = logOf(power, Math.floor(row / channels), row % channels)
  }
  return { data: features, rows: count, columns: channels }
}

/** The same from moments, where they have been computed already. */
export function transformMoments({ filters }: CspModel, moments: SegmentMoments): Matrix {
  const { products, count, channels, samples } = moments
  checkChannels(channels, filters)
  const features = new Float64Array(count * filters.rows)
  for (let s = 0; s < count; s++) {
    const segment = products.subarray(s * channels * channels, (s + 1) * channels * channels)
    for (let f = 0; f < filters.rows; f++) {
      const filter = filters.data.subarray(f * channels, (f + 1) * channels)
      const power = dot(multiply(segment, filter), 0, filter, channels) / samples
      features[s * filters.rows + f] = logOf(power, s, f)
    }
  }
  return { data: features, rows: count, columns: filters.rows }
}

function logOf(power: number, segment: number, component: number): number {
  if (power > 0) return Math.log(power)
  throw new RangeError(
    `segments: component ${component} has no power in segment ${segment}, whose channels are constant`,
  )
}

function checkChannels(channels: number, { columns }: Matrix): void {
  if (channels !== columns) {
    throw new RangeError(`segments: ${channels} channels, but the model was fitted on ${columns}`)
  }
}
