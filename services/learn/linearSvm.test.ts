import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dot } from './dot.ts'
import { decideLinearSvm, fitLinearSvm, predictLinearSvm } from './linearSvm.ts'
import { decodeLinearSvm, decodeLinearSvr, encodeLinearSvm, encodeLinearSvr } from './linearSvmFile.ts'
import { fitLinearSvr, predictLinearSvr } from './linearSvr.ts'
import { matrix, matrixFromRows, sliceRows } from './matrix.ts'
import { createRandom } from './random.ts'
import { sixtyRows as rows, sums, threeClasses as three, twoClasses as two } from './testing/sixtyRows.ts'

// The coefficients below are those of LinearSVC and LinearSVR of scikit-learn 1.9.1 (dual=True, tol=1e-10) on these 60 rows.
const features = matrixFromRows(rows)
const exact = { c: 0.7, tol: 1e-9, maxIter: 100_000 }
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5))

describe('a linear support vector machine', () => {
  test.each([
    ['hinge', [2.275874, -1.6982, 0.226188], -0.196138],
    ['squaredHinge', [1.884264, -1.321657, 0.206078], -0.142487],
  ] as const)('has the coefficients of scikit-learn with the loss %s', (loss, coefficients, intercept) => {
    for (const dual of [true, undefined]) {
      const model = fitLinearSvm(features, two, { ...exact, loss, ...(dual && { dual }) })
      expect(model.converged).toBe(true)
      expect(Array.from(model.coefficients.data)).toEqual(near(coefficients))
      expect(Array.from(model.intercepts)).toEqual(near([intercept]))
    }
  })

  // The least cost is that of the same LinearSVC with c = 1.
  test.each([true, undefined])(
    'is not taken for converged far from the least cost by one wild row: dual %s',
    (dual) => {
      const points = matrixFromRows([...rows, [1e5, 1e5, 1e5]])
      const labels = [...two, Math.min(...two)]
      const model = fitLinearSvm(points, labels, { loss: 'hinge', ...(dual && { dual }) })
      const decisions = decideLinearSvm(model, points).data
      const cost = labels
        .map((label, row) => Math.max(0, 1 - (label === model.classes[1] ? 1 : -1) * decisions[row]))
        .reduce((sum, loss) => sum + loss, dot(model.coefficients.data, 0, model.coefficients.data, 3) / 2)
      expect(model.converged).toBe(true)
      expect(cost + model.intercepts[0] ** 2 / 2).toBeCloseTo(21.33192, 3)
    },
  )

  test('puts each of several classes against the others', () => {
    const model = fitLinearSvm(features, three, { ...exact, c: 1 })
    expect(Array.from(model.coefficients.data)).toEqual(
      near([
        ...[-1.932983, 1.135383, -0.381855],
        ...[0.191083, 0.037795, 0.149938],
        ...[1.896266, -1.195352, 0.412864],
      ]),
    )
    expect(Array.from(model.intercepts)).toEqual(near([-0.761198, -0.156007, -0.837836]))
    expect(Array.from(predictLinearSvm(model, sliceRows(features, 0, 10)))).toEqual([
      0, 1, 0, 2, 1, 0, 2, 2, 0, 1,
    ])
  })

  test('separates what a line separates, whatever the labels are called', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (seed, low, gap) => {
          const random = createRandom(seed)
          const points = matrix(Float64Array.from({ length: 80 }, random.normal), 40, 2)
          const labels = Array.from({ length: 40 }, (_, r) => {
            const side = points.data[2 * r] + points.data[2 * r + 1] > 0.2
            points.data[2 * r] += side ? 0.5 : -0.5
            return side ? low + gap : low
          })
          fc.pre(new Set(labels).size === 2)
          const model = fitLinearSvm(points, labels, { c: 1000, loss: 'hinge', maxIter: 10_000 })
          expect(Array.from(predictLinearSvm(model, points))).toEqual(labels)
        },
      ),
      { numRuns: 20 },
    )
  })

  test('without an intercept decides 0 at the origin', () => {
    const model = fitLinearSvm(features, two, { fitIntercept: false })
    expect(Array.from(decideLinearSvm(model, matrix(new Float64Array(3), 1, 3)).data)).toEqual([0])
  })

  test('refuses one class, missing values, bad options and other columns', () => {
    expect(() => fitLinearSvm(features, new Float64Array(60))).toThrow(
      'labels: every row is 0, expected at least two classes',
    )
    const damaged = matrix(features.data.with(4, Number.NaN), 60, 3)
    expect(() => fitLinearSvm(damaged, two)).toThrow('row 1, column 1 is NaN')
    const huge = matrix(features.data.with(4, 1e200), 60, 3)
    expect(() => fitLinearSvm(huge, two)).toThrow(
      'features: row 1, column 1 is 1e+200, expected at most 1e+70',
    )
    expect(() => fitLinearSvm(features, two, { c: 0 })).toThrow('c: 0, expected')
    expect(() => fitLinearSvm(features, two, { loss: 'hinge', dual: false })).toThrow(
      'dual: false, expected true',
    )
    expect(() => predictLinearSvm(fitLinearSvm(features, two), matrix(new Float64Array(2), 1, 2))).toThrow(
      'fitted on 3',
    )
  })
})

describe('linear support vector regression', () => {
  const target = Float64Array.from(rows, ([x, y, z], i) => 3 + 2 * x - y + 0.5 * z + 0.3 * Math.sin(i * 2.3))

  test.each([
    ['epsilonInsensitive', [2.071421, -1.01863, 0.725578], 2.983953],
    ['squaredEpsilonInsensitive', [1.949874, -0.960753, 0.625881], 2.944996],
  ] as const)('has the coefficients of scikit-learn with the loss %s', (loss, coefficients, intercept) => {
    for (const dual of [true, undefined]) {
      const model = fitLinearSvr(features, target, { ...exact, epsilon: 0.1, loss, ...(dual && { dual }) })
      expect(model.converged).toBe(true)
      expect(Array.from(model.coefficients)).toEqual(near(coefficients))
      expect(model.intercept).toBeCloseTo(intercept, 5)
    }
  })

  test('predicts a constant where nothing depends on the features, constant columns included', () => {
    const constant = matrix(new Float64Array(40).fill(2), 20, 2)
    const model = fitLinearSvr(constant, new Float64Array(20).fill(5), { c: 100 })
    expect(Array.from(predictLinearSvr(model, constant))).toEqual(
      Array.from({ length: 20 }, () => expect.closeTo(5, 3)),
    )
  })

  test('needs no coefficients where every error is within the tube', () => {
    const model = fitLinearSvr(features, target, { epsilon: 100 })
    expect(model).toEqual({ coefficients: new Float64Array(3), intercept: 0, converged: true })
  })

  test('does not follow one wild row', () => {
    const wild = target.with(7, 1e6)
    const tame = fitLinearSvr(features, target, { maxIter: 10_000 })
    const robust = fitLinearSvr(features, wild, { maxIter: 10_000, tol: 1e-9 })
    expect(Math.abs(robust.intercept - tame.intercept)).toBeLessThan(1)
  })

  test('says that it has not converged', () => {
    expect(fitLinearSvr(features, target, { maxIter: 1 }).converged).toBe(false)
  })

  test('refuses a target that is not finite', () => {
    expect(() => fitLinearSvr(features, target.with(3, Infinity))).toThrow('target: row 3 is Infinity')
    expect(() => fitLinearSvr(features, target.with(3, 1e300))).toThrow('target: row 3 is 1e+300')
    expect(() => fitLinearSvr(features, target, { epsilon: -1 })).toThrow('epsilon: -1')
  })
})

test('losses that are not squared cost no more than what coordinate descent finds', () => {
  const scale = fc.constantFrom(1e-3, 1, 1e3)
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), scale, scale, (seed, columns, size, c) => {
      const random = createRandom(seed)
      const normal = (length: number) => Float64Array.from({ length }, () => size * random.normal())
      const points = matrix(normal(40 * columns), 40, columns)
      const numbers = normal(40).map((noise, r) => noise + points.data[r * columns])
      const signs = numbers.map((value) => (value > 0 ? 1 : -1))
      fc.pre(new Set(signs).size === 2)
      const cost = (
        weights: Float64Array,
        intercept: number,
        loss: (output: number, row: number) => number,
      ) =>
        Array.from(signs, (_, r) => {
          const row = points.data.subarray(r * columns)
          return c * Math.max(0, loss(dot(row, 0, weights, columns) + intercept, r))
        }).reduce((sum, value) => sum + value, (dot(weights, 0, weights, columns) + intercept ** 2) / 2)
      const hinge = (dual: { dual?: true }) => {
        const { coefficients, intercepts } = fitLinearSvm(points, signs, { c, loss: 'hinge', ...dual })
        return cost(coefficients.data, intercepts[0], (output, r) => 1 - signs[r] * output)
      }
      const tube = (dual: { dual?: true }) => {
        const { coefficients, intercept } = fitLinearSvr(points, numbers, { c, epsilon: 0.1, ...dual })
        return cost(coefficients, intercept, (output, r) => Math.abs(numbers[r] - output) - 0.1)
      }
      for (const costOf of [hinge, tube]) {
        expect(costOf({})).toBeLessThanOrEqual(costOf({ dual: true }) * (1 + 1e-3))
      }
    }),
    { numRuns: 25 },
  )
})

test('models come back from their files as they were', () => {
  for (const labels of [two, three]) {
    const machine = fitLinearSvm(features, labels)
    expect(decodeLinearSvm(encodeLinearSvm(machine))).toEqual(machine)
  }
  const regression = fitLinearSvr(features, Float64Array.from(sums))
  expect(decodeLinearSvr(encodeLinearSvr(regression))).toEqual(regression)
  expect(() => decodeLinearSvm(encodeLinearSvr(regression))).toThrow(
    'of kind linear-svr, expected linear-svm',
  )
})
