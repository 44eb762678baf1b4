import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitHistGradientBoosting, predictHistGradientBoosting } from './histGradientBoosting.ts'
import { decodeHistGradientBoosting, encodeHistGradientBoosting } from './histGradientBoostingFile.ts'
import { type Matrix, matrix } from './matrix.ts'
import { decodeModel, encodeModel, type Json, type ModelArray, ModelError } from './modelFile.ts'
import { createRandom } from './random.ts'

const kind = 'hist-gradient-boosting'
const random = createRandom(1)
const draw = () => (random.uniform() < 0.2 ? Number.NaN : random.integer(6))
const features = matrix(Float64Array.from({ length: 300 }, draw), 100, 3)
const target = Float64Array.from({ length: 100 }, (_, row) => 1 + random.uniform() + (row % 3))
const options = { maxIter: 3, maxLeafNodes: 5, minSamplesLeaf: 3, categoricalFeatures: [0] }

const wild: Matrix = matrix(
  Float64Array.from([0, 1, 2, 3, 5, 255, 256, -1, 0.5, 1e300, -1e300, NaN, Infinity, -Infinity, 4]),
  5,
  3,
)

/** What can be said of a file's bytes without the model that they were. */
function judged(bytes: Uint8Array): void {
  let model: ReturnType<typeof decodeHistGradientBoosting>
  try {
    model = decodeHistGradientBoosting(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError)
    return
  }
  if (model.columns !== 3) return
  expect([...predictHistGradientBoosting(model, wild)].filter((value) => !Number.isFinite(value))).toEqual([])
}

const spoiltNumber = fc.oneof(
  fc.constantFrom(0, 1, -1, NaN, Infinity, -Infinity, 700, 1e308, 2 ** 16 - 1, 2 ** 32 - 1),
  fc.nat(40),
  fc.double(),
)
const change = fc.record({
  array: fc.constantFrom('roots', 'feature', 'threshold', 'left', 'count', 'missingLeft', 'set', 'sets'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  value: spoiltNumber,
  cut: fc.constantFrom(0, 0, 0, 1, 8),
})

describe.each(['squared_error', 'poisson'] as const)('a file of a boosting with loss %s', (loss) => {
  const bytes = encodeHistGradientBoosting(fitHistGradientBoosting(features, target, { loss, ...options }))
  const content = () => decodeModel(bytes.slice(), kind)

  test('whose numbers are spoilt, and whose checksum is right, is refused or predicts finite numbers', () => {
    const changes = fc.array(change, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(changes, (list) => {
        const { metadata, arrays } = content()
        const spoilt: Record<string, ModelArray> = { ...arrays }
        for (const { array, at, value, cut } of list) {
          const found = spoilt[array].slice(0, spoilt[array].length - cut)
          found[Math.floor(at * found.length)] = value
          spoilt[array] = found
        }
        judged(encodeModel({ kind, metadata, arrays: spoilt }))
      }),
      { numRuns: 2000 },
    )
  })

  const spoilt = (spoil: (arrays: ReturnType<typeof content>['arrays']) => object) => {
    const { metadata, arrays } = content()
    return encodeModel({ kind, metadata, arrays: { ...arrays, ...spoil(arrays) } })
  }
  const firstLeaf = content().arrays.left.indexOf(0)

  test.each([
    ['a circle', ({ left }) => ({ left: left.fill(0, 0, 1).fill(1, 1, 2) }), /child 1 at node 1, and should/],
    ['a child that is not there', ({ left }) => ({ left: left.fill(1e6, 0, 1) }), /child 1000000 at node 0/],
    ['an only child', ({ left }) => ({ left: left.fill(left.length - 1, 0, 1) }), /below/],
    ['a tree that is not there', ({ roots }) => ({ roots: roots.fill(1e6) }), /begins at node 1000000/],
    ['no tree', () => ({ roots: new Uint32Array() }), /has no tree/],
    ['a column that is not there', ({ feature }) => ({ feature: feature.fill(3) }), /by column 3 at node/],
    ['rows that vanish', ({ count }) => ({ count: count.with(0, 1) }), /has 1 rows at node 0, and should/],
    ['an empty leaf', ({ count }) => ({ count: count.with(firstLeaf, 0) }), /has no row at leaf/],
    ['too few nodes', ({ feature }) => ({ feature: feature.slice(1) }), /of feature for/],
    ['no sets', () => ({ sets: new Uint32Array() }), /has its set at/],
    ['no prediction', ({ threshold }) => ({ threshold: threshold.fill(NaN, firstLeaf) }), /predicts NaN/],
    ['a sum that overflows', ({ threshold }) => ({ threshold: threshold.fill(1e308) }), /overflows/],
    ['other numbers', ({ left }) => ({ left: Int32Array.from(left) }), /no Uint32Array named left/],
  ] satisfies [string, Parameters<typeof spoilt>[0], RegExp][])('with %s is refused', (_, spoil, message) => {
    expect(() => decodeHistGradientBoosting(spoilt(spoil))).toThrow(ModelError)
    expect(() => decodeHistGradientBoosting(spoilt(spoil))).toThrow(message)
  })

  test.each<[string, Json]>([
    ['baseline', null],
    ['baseline', loss === 'poisson' ? 1000 : '1'],
    ['columns', 1],
    ['columns', 2.5],
    ['loss', 'hinge'],
  ])('with the %s %j is refused', (name, value) => {
    const { metadata, arrays } = content()
    const bytes = encodeModel({ kind, metadata: { ...metadata, [name]: value }, arrays })
    expect(() => decodeHistGradientBoosting(bytes)).toThrow(ModelError)
  })
})
