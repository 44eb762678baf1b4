import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CspOptions, fitCsp } from './csp.ts'
import { packCsp, unpackCsp } from './cspFile.ts'
import { transformCsp, transformMoments } from './cspPowers.ts'
import { decodeModel, encodeModel } from './modelFile.ts'
import { createRandom } from './random.ts'
import { momentsOf, type Segments, takeMoments } from './segments.ts'

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 7))
const size = { count: 18, channels: 5, samples: 60 }

/** Mixtures of five sources, of which one is stronger in each class. */
function recording(classes: number): { segments: Segments; labels: number[] } {
  const { count, channels, samples } = size
  const labels = Array.from({ length: count }, (_, s) => s % classes)
  const data = new Float64Array(count * channels * samples)
  const source = (s: number, c: number, t: number) =>
    (1 + (c === labels[s] ? 1.5 : 0) + 0.1 * c) * Math.sin(t * (0.4 + 0.13 * c) + s * 1.3 * (c + 1)) +
    0.3 * Math.cos(t * (0.9 + 0.05 * s) + c * c)
  for (let s = 0, at = 0; s < count; s++) {
    for (let i = 0; i < channels; i++) {
      for (let t = 0; t < samples; t++, at++) {
        for (let j = 0; j < channels; j++) {
          data[at] += (i === j ? 1 : 0.3 * Math.sin(3 * i + 2 * j)) * source(s, j, t)
        }
      }
    }
  }
  return { segments: { data, ...size }, labels }
}

const { segments, labels } = recording(2)
const moments = momentsOf(segments)
const features = (options: CspOptions) =>
  Array.from(transformCsp(fitCsp(moments, labels, options), segments).data)

describe('common spatial patterns', () => {
  // mne.decoding.CSP of MNE 1.13.2, n_components=4, fit on these segments and applied to the first two.
  test.each([
    [
      0,
      [-0.15793756, -1.87922557, -0.91041367, -0.57178769],
      [-1.91559662, -0.18146719, -0.59105356, -0.63156321],
      [0.85268883, 0.15886778, 0.48480999, 0.50738005],
      [1.91675941, 0.09825246, 0.11448771, 0.23872361, 0.30094271],
    ],
    [
      0.1,
      [-1.82404299, -0.15052492, -1.0890654, -0.75333983],
      [-0.15216665, -1.89926972, -0.75233923, -0.59713784],
      [0.18080548, 0.81515289, 0.4805352, 0.49314323],
      [0.51966299, 1.97983959, 0.58539733, 0.6383433, 0.60094666],
    ],
    [
      'ledoitWolf',
      [-0.15505113, -1.8744623, -0.89476474, -0.57971846],
      [-1.91293509, -0.18108672, -0.59634326, -0.64785693],
      [0.84920188, 0.16164716, 0.48650921, 0.5082156],
      [1.91221719, 0.09457344, 0.11260697, 0.23875603, 0.30234286],
    ],
  ] as const)('with shrinkage %s are those of MNE', (shrinkage, first, second, shares, pattern) => {
    const model = fitCsp(moments, labels, { shrinkage })
    expect(Array.from(transformCsp(model, segments).data.subarray(0, 8))).toEqual(near([...first, ...second]))
    expect(Array.from(model.shares)).toEqual(near(shares))
    expect(Array.from(model.patterns.data.subarray(0, 5), Math.abs)).toEqual(near(pattern))
  })

  test('may alternate between the classes', () => {
    expect(features({ nComponents: 3, componentOrder: 'alternate' }).slice(0, 3)).toEqual(
      near([-0.15793756, -1.87922557, -0.57178769]),
    )
  })

  test('are found for each of three classes against the others', () => {
    const three = recording(3)
    const model = fitCsp(momentsOf(three.segments), three.labels, { nComponents: 1 })
    const { data, rows } = transformCsp(model, three.segments)
    for (let component = 0; component < 3; component++) {
      const powers = Array.from({ length: rows }, (_, s) => data[s * 3 + component])
      const least = Math.min(...powers.filter((_, s) => three.labels[s] === component))
      const most = Math.max(...powers.filter((_, s) => three.labels[s] !== component))
      expect(least).toBeGreaterThan(most)
    }
  })

  test('are the same whatever the unit, and from moments as from samples', () => {
    const volts = { ...segments, data: segments.data.map((value) => value * 1e-6) }
    const model = fitCsp(momentsOf(volts), labels)
    expect(Array.from(transformCsp(model, volts).data)).toEqual(near(features({})))
    expect(Array.from(transformMoments(model, momentsOf(volts)).data)).toEqual(near(features({})))
  })

  test('do not see a channel that is flat or another one again', () => {
    const data = new Float64Array(18 * 7 * 60)
    for (let s = 0; s < 18; s++) {
      data.set(segments.data.subarray(s * 300, (s + 1) * 300), s * 420)
      data.copyWithin(s * 420 + 300, s * 420, s * 420 + 60)
    }
    const more = { data, count: 18, channels: 7, samples: 60 }
    const model = fitCsp(momentsOf(more), labels)
    expect(Array.from(transformCsp(model, more).data)).toEqual(near(features({})))
    expect(() => fitCsp(momentsOf(more), labels, { nComponents: 6 })).toThrow(
      'the channels vary in 5 independent directions only',
    )
  })

  test('have filters that undo the mixing', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = createRandom(seed)
        const strengths = [3, 1, 1, 0.3]
        const mixing = Array.from({ length: 16 }, () => random.normal())
        const data = new Float64Array(40 * 4 * 100)
        const alternating = Array.from({ length: 40 }, (_, s) => s % 2)
        for (let s = 0; s < 40; s++) {
          for (let t = 0; t < 100; t++) {
            const sources = strengths.map((strength) => random.normal() * (s % 2 === 0 ? strength : 1))
            for (let c = 0; c < 4; c++) {
              data[(s * 4 + c) * 100 + t] = sources.reduce(
                (sum, value, k) => sum + mixing[c * 4 + k] * value,
                0,
              )
            }
          }
        }
        const { filters } = fitCsp(momentsOf({ data, count: 40, channels: 4, samples: 100 }), alternating, {
          nComponents: 2,
          componentOrder: 'alternate',
        })
        for (const [component, source] of [
          [0, 0],
          [1, 3],
        ] as const) {
          const weights = [0, 1, 2, 3].map((k) =>
            Math.abs(
              [0, 1, 2, 3].reduce((sum, c) => sum + filters.data[component * 4 + c] * mixing[c * 4 + k], 0),
            ),
          )
          for (const [k, weight] of weights.entries()) {
            if (k !== source) expect(weight).toBeLessThan(0.2 * weights[source])
          }
        }
      }),
      { numRuns: 10 },
    )
  })

  test('come back from a file', () => {
    const model = fitCsp(moments, labels)
    const content = { kind: 'test', ...packCsp(model) }
    expect(unpackCsp(decodeModel(encodeModel(content), 'test'))).toEqual(model)
    expect(() => unpackCsp({ ...content, metadata: {} })).toThrow('4 components of undefined channels')
  })

  test('refuse what they cannot be found in', () => {
    expect(() => fitCsp(moments, new Float64Array(18))).toThrow('expected at least two classes')
    expect(() => fitCsp(moments, [0, 1])).toThrow('labels: 2 for 18 segments')
    expect(() => fitCsp(moments, labels, { shrinkage: 2 })).toThrow('shrinkage: 2')
    expect(() => fitCsp(moments, labels, { nComponents: 6 })).toThrow('nComponents: 6')
    const damaged = { ...segments, data: segments.data.with(5 * 60 + 62, Number.NaN) }
    expect(() => momentsOf(damaged)).toThrow('segment 1, channel 1, sample 2 is NaN')
    const model = fitCsp(moments, labels)
    const flat = { ...size, count: 1, data: new Float64Array(300).fill(0) }
    expect(() => transformCsp(model, flat)).toThrow('component 0 has no power in segment 0')
    expect(() => transformCsp(model, { ...flat, channels: 6, samples: 50 })).toThrow(
      '6 channels, but the model',
    )
  })

  test('of a selection are those of the selection alone', () => {
    const chosen = [3, 4, 9, 10, 11, 16]
    const data = Float64Array.from(
      chosen.flatMap((s) => Array.from(segments.data.subarray(s * 300, (s + 1) * 300))),
    )
    expect(takeMoments(moments, chosen)).toEqual(momentsOf({ ...size, count: 6, data }))
  })
})
