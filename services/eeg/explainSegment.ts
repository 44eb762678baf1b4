import { logPowers, projectCsp } from '../learn/cspPowers.ts'
import { dot } from '../learn/dot.ts'
import { gaussLegendre } from '../learn/gaussLegendre.ts'
import { decideKernelMachines, type KernelSvmModel } from '../learn/kernelSvm.ts'
import { type Matrix, matrix } from '../learn/matrix.ts'
import type { Segments } from '../learn/segments.ts'
import type { Explanation } from '../runtime/workload/monitored.ts'
import type { EegModel } from './model.ts'
import { bandPass, filterSegments, likeliest, scoreClasses } from './pipeline.ts'

/** Where the border is curved, the mean slope is taken at so many points of the way. */
const { points, weights } = gaussLegendre(24)
const step = 1e-4

/**
 * What each channel adds to the distance from the border on which the likeliest label lies; of more than two labels, to the
 * mean distance from the borders with the others. Integrated gradients (Sundararajan, Taly and Yan 2017) from the mean
 * covariance of the training to that of the segment: of the power of a pattern, a channel has the part that goes with it.
 *
 * @param segment - one, not filtered
 */
export function explainSegment(
  { labels, channels, band, classifier }: EegModel,
  segment: Segments,
): Explanation {
  const { csp, svm } = classifier
  const { samples } = segment
  const filtered = filterSegments(bandPass(band), segment)
  const components = projectCsp(csp, filtered)
  const powers = logPowers(components)
  const [label] = likeliest(scoreClasses(classifier, powers))
  const distance = distanceFor(svm, label)
  // Filters give the two classes together a power of 1, so that half of it is the mean.
  const start = new Float64Array(powers.columns).fill(Math.log(0.5))
  const slopes = meanSlopes(distance, start, powers.data)
  const contributions = new Float64Array(channels.length)
  slopes.forEach((slope, k) => {
    const wave = components.data.subarray(k * samples, (k + 1) * samples)
    const change = Math.exp(powers.data[k]) - 0.5
    const perPower = Math.abs(change) < 1e-9 ? 2 : (powers.data[k] - start[k]) / change
    for (let c = 0; c < channels.length; c++) {
      const at = k * channels.length + c
      const together = dot(filtered.data, c * samples, wave, samples) / samples
      contributions[c] += slope * perPower * csp.filters.data[at] * (together - csp.patterns.data[at] / 2)
    }
  })
  const [baseline, prediction] = distance(matrix(Float64Array.of(...start, ...powers.data), 2, start.length))
  return {
    output: `distance from the border${labels.length > 2 ? 's' : ''}, towards ${labels[label]}`,
    ...{ baseline, prediction, contributions },
    inputs: {
      names: channels,
      values: channels.map((_, c) => {
        const wave = filtered.data.subarray(c * samples, (c + 1) * samples)
        return Math.log10(dot(wave, 0, wave, samples) / samples)
      }),
    },
  }
}

/** How far rows lie on the side of a label, in the mean of the borders with each other one. */
function distanceFor(svm: KernelSvmModel, label: number): (powers: Matrix) => Float64Array {
  const count = svm.classes.length
  const sides: number[] = []
  for (let one = 0; one < count; one++) {
    for (let other = one + 1; other < count; other++) sides.push(other === label ? 1 : one === label ? -1 : 0)
  }
  const towards = Float64Array.from(sides)
  return (powers) => {
    const decisions = decideKernelMachines(svm, powers)
    return Float64Array.from(
      { length: powers.rows },
      (_, r) => dot(decisions.data, r * towards.length, towards, towards.length) / (count - 1),
    )
  }
}

/** Of a function, by each variable, in the mean of the straight way between two points. */
function meanSlopes(of: (rows: Matrix) => Float64Array, from: Float64Array, to: Float64Array): Float64Array {
  const size = from.length
  const rows = new Float64Array(2 * size * points.length * size)
  points.forEach((share, p) => {
    for (let k = 0; k < size; k++) {
      for (const [side, sign] of [1, -1].entries()) {
        const at = ((p * size + k) * 2 + side) * size
        for (let i = 0; i < size; i++) rows[at + i] = from[i] + share * (to[i] - from[i])
        rows[at + k] += sign * step
      }
    }
  })
  const values = of(matrix(rows, rows.length / size, size))
  return Float64Array.from(from, (_, k) =>
    points.reduce((sum, _, p) => {
      const at = 2 * (p * size + k)
      return sum + (weights[p] * (values[at] - values[at + 1])) / (2 * step)
    }, 0),
  )
}
