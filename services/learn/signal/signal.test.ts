import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matrixFromRows } from '../matrix.ts'
import { butterworth } from './butterworth.ts'
import { filterBothWays, paddingOf } from './filterBothWays.ts'
import { resample, resamplingRatio } from './resample.ts'

// The numbers below are those of scipy.signal 1.17.1: butter(..., output='sos'), sosfiltfilt and resample_poly.
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9))
const signal = Float64Array.from(
  { length: 200 },
  (_, i) => Math.sin(i * 0.3) + 0.5 * Math.cos(i * 1.1) + i * 0.01,
)
const at = (values: Float64Array, ...places: number[]) => places.map((place) => values.at(place))

const wave = (hertz: number, rate: number, length: number) =>
  Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate))

const peak = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('Butterworth filters', () => {
  test.each([
    [
      { kind: 'bandpass', corner: [8, 30], order: 4, sampleRate: 160 },
      [
        ...[0.0139774255907, 0.0279548511814, 0.0139774255907, 1, -0.816014786859, 0.31122027859],
        ...[1, 2, 1, 1, -1.41807931404, 0.561424869864, 1, -2, 1, 1, -0.669155964145, 0.640083017361],
        ...[1, -2, 1, 1, -1.7615861238, 0.858002703059],
      ],
    ],
    [
      { kind: 'bandpass', corner: [2, 100], order: 3, sampleRate: 250 },
      [
        ...[0.500255204145, 1.00051040829, 0.500255204145, 1, 1.25096632453, 0.548933954633],
        ...[1, 0, -1, 1, -0.446805158299, -0.478261616471, 1, -2, 1, 1, -1.94890282657, 0.951387297893],
      ],
    ],
    [
      { kind: 'lowpass', corner: 40, order: 5, sampleRate: 250 },
      [
        ...[0.00900363343161, 0.0180072668632, 0.00900363343161, 1, -0.290526856732, 0],
        ...[1, 2, 1, 1, -0.636723367705, 0.188300722681, 1, 1, 0, 1, -0.849903771074, 0.586153919584],
      ],
    ],
    [
      { kind: 'highpass', corner: 1, order: 3, sampleRate: 250 },
      [
        ...[0.975179811635, -0.975179811635, 0, 1, -0.975177876181, 0],
        ...[1, -2, 1, 1, -1.97455796353, 0.975181747089],
      ],
    ],
  ] as const)('%j have the sections of SciPy', (options, sections) => {
    expect(Array.from(butterworth(options))).toEqual(near(sections))
  })

  test('refuse corners outside 0 to half the sample rate', () => {
    const options = { kind: 'bandpass', order: 4, sampleRate: 160 } as const
    for (const corner of [
      [8, 80],
      [0, 30],
      [30, 8],
      [8, 8],
      [8, Number.NaN],
    ] as const) {
      expect(() => butterworth({ ...options, corner })).toThrow('expected 2 rising between 0 and 80 Hz')
    }
    expect(() => butterworth({ ...options, corner: 8 })).toThrow('expected 2 rising')
    expect(() => butterworth({ ...options, corner: [8, 30], order: 0 })).toThrow('order: 0')
  })
})

describe('filtering both ways', () => {
  const band = butterworth({ kind: 'bandpass', corner: [8, 30], order: 4, sampleRate: 160 })

  test('gives what SciPy gives', () => {
    const { data } = filterBothWays(band, matrixFromRows([signal]))
    expect(at(data, 0, 1, 50, 100, 198, 199)).toEqual(
      near([
        ...[-0.0392321832709, -0.377943257682, 0.244246349574],
        ...[-0.73269368446, -0.504145397245, -0.0568862178087],
      ]),
    )
    const low = butterworth({ kind: 'lowpass', corner: 40, order: 5, sampleRate: 250 })
    expect(at(filterBothWays(low, matrixFromRows([signal])).data, 0, 1, 50, 100, 198, 199)).toEqual(
      near([0.499476767472, 0.305420390807, 1.15306917097, -0.113654508512, 2.16990972045, 2.24334777976]),
    )
  })

  test('keeps a wave within the band in place, and takes away others and any constant', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 12, max: 22, noNaN: true }),
        fc.integer({ min: -500, max: 500 }),
        (hertz, level) => {
          const inside = wave(hertz, 160, 800)
          const { data } = filterBothWays(
            band,
            matrixFromRows([
              inside,
              wave(1, 160, 800),
              wave(60, 160, 800),
              new Float64Array(800).fill(level),
            ]),
          )
          const middle = (row: number) => data.subarray(row * 800 + 300, row * 800 + 500)
          expect(peak(middle(0).map((value, i) => value - inside[300 + i]))).toBeLessThan(0.02)
          expect(peak(middle(1))).toBeLessThan(1e-3)
          expect(peak(middle(2))).toBeLessThan(1e-3)
          expect(peak(data.subarray(2400))).toBeLessThan(1e-8)
        },
      ),
      { numRuns: 20 },
    )
  })

  test('refuses signals that are too short to start on', () => {
    expect(paddingOf(band)).toBe(27)
    expect(() => filterBothWays(band, matrixFromRows([new Float64Array(27)]))).toThrow(
      '27 samples, expected more than 27',
    )
  })
})

describe('resampling', () => {
  test('gives what SciPy gives', () => {
    const faster = resample(signal, 25, 16)
    expect(faster).toHaveLength(313)
    expect(at(faster, 0, 1, 50, 100, 300, 312)).toEqual(
      near([0.500337079216, 0.601161579364, -0.254804325209, 1.12505207537, 2.41160414697, 0.676070748632]),
    )
    const slower = resample(signal, 5, 8)
    expect(slower).toHaveLength(125)
    expect(at(slower, 0, 1, 50, 100, 124)).toEqual(
      near([0.440080336645, 0.415558547235, 0.393790014725, 1.33044067609, 2.22687065975]),
    )
  })

  test('keeps a slow wave, whatever the rates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 500 }), fc.integer({ min: 100, max: 500 }), (from, to) => {
        const { up, down } = resamplingRatio(from, to)
        const resampled = resample(wave(10, from, 2 * from), up, down)
        const expected = wave(10, to, 2 * to)
        expect(resampled).toHaveLength(2 * to)
        const middle = resampled
          .subarray(to / 2, (3 * to) / 2)
          .map((value, i) => value - expected[Math.floor(to / 2) + i])
        expect(peak(middle)).toBeLessThan(0.01)
      }),
      { numRuns: 20 },
    )
  })

  test('by 1 changes nothing', () => {
    expect(resamplingRatio(160, 250)).toEqual({ up: 25, down: 16 })
    expect(resample(signal, 3, 3)).toEqual(signal)
    expect(() => resample(signal, 0, 1)).toThrow('up: 0')
  })
})
