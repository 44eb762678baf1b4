import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logisticFactors } from './logisticFactors.ts'
import { fitLogisticRegression, predictLogistic, predictLogisticProbabilities } from './logisticRegression.ts'
import { matrix, matrixFromRows } from './matrix.ts'
import { createRandom } from './random.ts'

const rows = Array.from({ length: 240 }, (_, i) => [
  ((i * 37) % 199) / 50,
  ((i * 53) % 97) / 40 - 1,
  ((i * 5) % 7) / 3,
])
const features = matrixFromRows(rows)
const scores = rows.map(([a, b, c], i) => {
  const noise = ((i * 71) % 113) / 113 + ((i * 29) % 59) / 59 - 1
  return a - 1.2 * b - 0.8 * c + 1.6 * noise - 1
})
const twoClasses = scores.map((score) => (score > 0 ? 1 : 0))
const threeClasses = scores.map((score) => (score < -1.2 ? 2 : score < 0.6 ? 5 : 9))

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6))

describe('logistic regression', () => {
  // LogisticRegression(C=0.7, tol=1e-12) of scikit-learn 1.9.1 on these 240 rows.
  test.each(['newton-cholesky', 'lbfgs'] as const)('by %s has the coefficients of scikit-learn', (solver) => {
    const options = { c: 0.7, solver, tol: 1e-9 }
    const two = fitLogisticRegression(features, twoClasses, options)
    expect(Array.from(two.coefficients.data)).toEqual(near([1.7642577493, -2.3524054893, -1.4911079631]))
    expect(Array.from(two.intercepts)).toEqual(near([-1.6198935413]))
    const three = fitLogisticRegression(features, threeClasses, options)
    expect(three.coefficients).toMatchObject({ rows: 3, columns: 3 })
    expect(Array.from(three.coefficients.data)).toEqual(
      near([
        ...[-1.6100615239, 2.1619548833, 1.3712391696],
        ...[-0.069926476, 0.0382122051, 0.3132698921],
        ...[1.6799879999, -2.2001670884, -1.6845090617],
      ]),
    )
    expect(Array.from(three.intercepts)).toEqual(near([0.5963430558, 0.8505367049, -1.4468797607]))
    expect(Array.from(three.classes)).toEqual([2, 5, 9])
  })

  test('has them without an intercept', () => {
    const options = { c: 0.7, fitIntercept: false, tol: 1e-9 }
    const two = fitLogisticRegression(features, twoClasses, options)
    expect(Array.from(two.coefficients.data)).toEqual(near([1.2753276963, -2.1345220686, -1.8970889419]))
    const three = fitLogisticRegression(features, threeClasses, options)
    expect(Array.from(three.coefficients.data.subarray(0, 3))).toEqual(
      near([-1.350392359, 1.9733327745, 1.3657553814]),
    )
  })

  test('has the probabilities of scikit-learn, and labels the most likely', () => {
    const model = fitLogisticRegression(features, threeClasses, { c: 0.7 })
    const probabilities = predictLogisticProbabilities(model, matrixFromRows(rows.slice(0, 2)))
    expect(Array.from(probabilities.data)).toEqual(
      near([0.0455640925, 0.4913006629, 0.4631352446, 0.741403635, 0.2569651002, 0.0016312648]),
    )
    expect(Array.from(predictLogistic(model, matrixFromRows(rows.slice(0, 2))))).toEqual([5, 2])
  })

  test('both ways lead to the same place, where the mean probability of a class is its share', () => {
    const problem = fc.record({ seed: fc.integer({ min: 0 }), classes: fc.integer({ min: 2, max: 4 }) })
    fc.assert(
      fc.property(problem, ({ seed, classes }) => {
        const random = createRandom(seed)
        const x = matrix(Float64Array.from({ length: 60 * 3 }, random.normal), 60, 3)
        const labels = Array.from({ length: 60 }, (_, r) => (r < classes ? r : random.integer(classes)))
        const newton = fitLogisticRegression(x, labels, { solver: 'newton-cholesky', tol: 1e-8 })
        const lbfgs = fitLogisticRegression(x, labels, { solver: 'lbfgs', tol: 1e-8 })
        expect(newton.converged && lbfgs.converged).toBe(true)
        expect(Array.from(lbfgs.coefficients.data)).toEqual(near(Array.from(newton.coefficients.data)))
        const probabilities = predictLogisticProbabilities(newton, x)
        for (let k = 0; k < classes; k++) {
          let sum = 0
          for (let r = 0; r < 60; r++) sum += probabilities.data[r * classes + k]
          expect(sum).toBeCloseTo(labels.filter((label) => label === k).length, 5)
        }
      }),
      { numRuns: 30 },
    )
  })

  test.each(['newton-cholesky', 'lbfgs'] as const)(
    'by %s finds the same effects in columns far from zero and far apart in scale',
    (solver) => {
      const wide = matrixFromRows(rows.map(([a, b, c]) => [a * 1e6 + 1e7, b * 1e-5, c]))
      const model = fitLogisticRegression(wide, twoClasses, { c: 1e18, solver })
      const plain = fitLogisticRegression(features, twoClasses, { c: Infinity })
      expect(model.converged).toBe(true)
      expect(model.iterations).toBeLessThan(40)
      expect(model.coefficients.data[0] * 1e6).toBeCloseTo(plain.coefficients.data[0], 4)
      expect(model.coefficients.data[1] * 1e-5).toBeCloseTo(plain.coefficients.data[1], 4)
      const far = matrixFromRows([[1e300, 0, 0]])
      expect(Array.from(predictLogisticProbabilities(model, far).data)).toEqual([0, 1])
    },
  )

  test('both ways lead to the same place with more columns than are freed of their correlations together', () => {
    const random = createRandom(1)
    const x = matrix(Float64Array.from({ length: 300 * 70 }, random.normal), 300, 70)
    const labels = Array.from({ length: 300 }, (_, r) => Number(x.data[r * 70] + x.data[r * 70 + 69] > 0))
    const newton = fitLogisticRegression(x, labels, { solver: 'newton-cholesky', tol: 1e-8 })
    const lbfgs = fitLogisticRegression(x, labels, { tol: 1e-8 })
    expect(lbfgs.iterations).toBeLessThan(40)
    expect(Array.from(lbfgs.coefficients.data)).toEqual(near(Array.from(newton.coefficients.data)))
  })

  test('tells many classes apart, in any order and of any numbers', () => {
    const labels = rows.map((_, i) => ((i * 7) % 24) * 1.5 - 17)
    const places = matrixFromRows(labels.map((label) => [Math.cos(label / 6), Math.sin(label / 6)]))
    const model = fitLogisticRegression(places, labels, { c: 1e4 })
    expect(Array.from(model.classes)).toEqual(Array.from(new Set(labels)).sort((a, b) => a - b))
    expect(Array.from(predictLogistic(model, places))).toEqual(labels)
  })

  test('refuses one class, missing values, other columns and options out of range', () => {
    expect(() =>
      fitLogisticRegression(
        features,
        rows.map(() => 3),
      ),
    ).toThrow('every row is 3, expected at least two')
    expect(() => fitLogisticRegression(matrix(Float64Array.of(1, Number.NaN), 2, 1), [0, 1])).toThrow(
      'row 1, column 0 is NaN',
    )
    expect(() => fitLogisticRegression(features, [...twoClasses.slice(1), Number.NaN])).toThrow(
      'row 239 is NaN',
    )
    expect(() => fitLogisticRegression(features, twoClasses, { c: 0 })).toThrow('c: 0')
    const tenths = matrixFromRows(rows.map(([a, b]) => [a, 0.1, b]))
    expect(() => fitLogisticRegression(tenths, twoClasses, { c: Infinity })).toThrow('column 1 is constant')
    const sums = matrixFromRows(rows.map(([a, b]) => [a, b, a - b]))
    expect(() => fitLogisticRegression(sums, twoClasses, { c: Infinity })).toThrow('column 2 is constant, or')
    expect(fitLogisticRegression(sums, twoClasses, { c: 1e9 }).converged).toBe(true)
    const model = fitLogisticRegression(features, twoClasses)
    expect(() => predictLogistic(model, matrix(new Float64Array(2), 1, 2))).toThrow('fitted on 3')
  })
})

describe('factors', () => {
  test('have the errors, p values and intervals of Logit in statsmodels 0.15.0', () => {
    const { factors, logLikelihood, nullLogLikelihood, pseudoR2 } = logisticFactors(features, twoClasses)
    expect(factors.map(({ column }) => column)).toEqual([-1, 0, 1, 2])
    const of = (key: 'coefficient' | 'standardError' | 'z' | 'pValue') => factors.map((factor) => factor[key])
    expect(of('coefficient')).toEqual(near([-2.039108388, 2.330622357, -3.199105913, -2.0543037077]))
    expect(of('standardError')).toEqual(near([0.5283685134, 0.3220029168, 0.4525228633, 0.3792237758]))
    expect(of('z')).toEqual(near([-3.8592541689, 7.2378920665, -7.0694901247, -5.41712793]))
    expect(of('pValue')).toEqual(near([0.0001137336, 0, 0, 0.0000000606]))
    expect(factors[1].interval).toEqual(near([1.6995082372, 2.9617364769]))
    expect(factors[1].oddsRatioInterval).toEqual(near([Math.exp(1.6995082372), Math.exp(2.9617364769)]))
    expect(factors[1].oddsRatio).toBeCloseTo(Math.exp(2.330622357), 6)
    expect(logLikelihood).toBeCloseTo(-77.55529150552579, 8)
    expect(nullLogLikelihood).toBeCloseTo(-166.32198847483278, 6)
    expect(pseudoR2).toBeCloseTo(0.533703918425307, 8)
  })

  test('of a column far from zero are those of the column at home, and the intercept is its own', () => {
    const near = logisticFactors(features, twoClasses)
    const far = logisticFactors(matrixFromRows(rows.map(([a, b, c]) => [a + 1000, b, c])), twoClasses)
    expect(far.factors[1].standardError).toBeCloseTo(near.factors[1].standardError, 9)
    const [slope, error] = [near.factors[1].coefficient, near.factors[1].standardError]
    expect(far.factors[0].coefficient).toBeCloseTo(near.factors[0].coefficient - 1000 * slope, 6)
    expect(far.factors[0].standardError / (1000 * error)).toBeCloseTo(1, 2)
  })

  test('of three classes have those of MNLogit, beside the first class', () => {
    const { factors, logLikelihood } = logisticFactors(features, threeClasses)
    expect(factors.map(({ label }) => label)).toEqual([5, 5, 5, 5, 9, 9, 9, 9])
    expect(factors.map(({ coefficient }) => coefficient)).toEqual(
      near([
        ...[0.54238992, 2.2310819034, -3.2365552264, -1.7361914223],
        ...[-2.9137348695, 4.9283610197, -6.8345224015, -4.8654486351],
      ]),
    )
    expect(factors.map(({ standardError }) => standardError)).toEqual(
      near([
        ...[0.540125538, 0.3710814192, 0.5638339019, 0.4305707789],
        ...[0.8744581371, 0.5703956059, 0.8245622728, 0.695184224],
      ]),
    )
    expect(factors[0].pValue).toBeCloseTo(0.3152859206, 8)
    expect(factors[7].interval).toEqual(near([-6.2279846768, -3.5029125935]))
    expect(logLikelihood).toBeCloseTo(-120.6995235951726, 8)
  })

  test('are refused where an effect has no bound, or cannot be told from another', () => {
    const x = matrix(Float64Array.of(1, 2, 3, 4, 5, 6), 6, 1)
    expect(() => logisticFactors(x, [0, 0, 0, 1, 1, 1])).toThrow('column 0, alone or with others, separates')
    const quasi = matrixFromRows([1, 2, 3, 3, 4, 5, 6, 7].map((value) => [value]))
    expect(() => logisticFactors(quasi, [0, 0, 0, 1, 1, 1, 1, 1])).toThrow('separates class 1 from class 0')
    expect(() => logisticFactors(matrixFromRows(rows.map(([a]) => [a, 7])), twoClasses)).toThrow(
      'column 1 is constant, or follows',
    )
    expect(() => logisticFactors(matrixFromRows(rows.map(([a, b]) => [a, b, a + b])), twoClasses)).toThrow(
      'column 2 is constant, or follows',
    )
  })
})
