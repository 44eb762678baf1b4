import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideKernelMachines, fitKernelSvm, predictKernelSvm, scoreKernelSvm } from './kernelSvm.ts'
import { decodeKernelSvm, decodeKernelSvr, encodeKernelSvm, encodeKernelSvr } from './kernelSvmFile.ts'
import { fitKernelSvr, predictKernelSvr } from './kernelSvr.ts'
import { matrix, matrixFromRows, sliceRows } from './matrix.ts'
import { encodeModel } from './modelFile.ts'
import { createRandom } from './random.ts'
import { kernelFor } from './svm/kernel.ts'
import { kernelCache } from './svm/kernelCache.ts'
import { sixtyRows as rows, threeClasses as three, twoClasses as two } from './testing/sixtyRows.ts'

// The numbers below are those of SVC and SVR of scikit-learn 1.9.1 (C=2, tol=1e-9) on these 60 rows.
const features = matrixFromRows(rows)
const target = Float64Array.from(rows, ([x, y, z], i) => 3 + 2 * x - y + 0.5 * z + 0.3 * Math.sin(i * 2.3))
const exact = { c: 2, tol: 1e-9 }
const poly = { kernel: 'poly', degree: 2, coef0: 1, gamma: 0.5 } as const
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4))

describe('a support vector machine with a kernel', () => {
  test.each([
    [{ kernel: 'rbf' }, [-1, 1, -1.73001, 1, -1], -0.10327, 29],
    [{ kernel: 'linear' }, [-1.60932, 0.79337, -3.80538, 3.19605, -1.40269], -0.34983, 22],
    [poly, [-3.36407, 1, -3.24948, 3.17741, -1.14188], -0.11392, 21],
  ] as const)('decides as scikit-learn with %j', (kernel, decisions, intercept, support) => {
    const model = fitKernelSvm(features, two, { ...exact, ...kernel })
    expect(model.converged).toBe(true)
    expect(model.supportVectors.rows).toBe(support)
    expect(Array.from(model.intercepts)).toEqual(near([intercept]))
    expect(Array.from(decideKernelMachines(model, sliceRows(features, 0, 5)).data)).toEqual(near(decisions))
  })

  test('lets pairs of several classes vote', () => {
    const model = fitKernelSvm(features, three, exact)
    const first = sliceRows(features, 0, 3)
    // scikit-learn's pairs are positive for their first class
    expect(Array.from(decideKernelMachines(model, first).data, (value) => -value)).toEqual(
      near([1, 1, 1.37326, -2.04953, -1, -0.76304, 1.3371, 1.26751, 1.59357]),
    )
    expect(Array.from(scoreKernelSvm(model, first).data)).toEqual(
      near([2.22222, 1.0906, -0.23452, -0.25102, 1.18755, 2.21269, 2.24086, 1.06804, -0.247]),
    )
    expect(Array.from(predictKernelSvm(model, sliceRows(features, 0, 10)))).toEqual([
      0, 2, 0, 2, 1, 0, 1, 1, 0, 1,
    ])
  })

  test('learns a ring that no line separates', () => {
    const random = createRandom(3)
    const points = matrix(Float64Array.from({ length: 400 }, random.normal), 200, 2)
    const labels = Array.from({ length: 200 }, (_, r) =>
      Math.hypot(points.data[2 * r], points.data[2 * r + 1]) > 1.2 ? 7 : -3,
    )
    const predicted = predictKernelSvm(fitKernelSvm(points, labels, { c: 100 }), points)
    expect(Array.from(predicted)).toEqual(labels)
  })

  test('is the same with room for two rows of the kernel only', () => {
    expect(fitKernelSvm(features, three, { ...exact, cacheSize: 0 })).toEqual(
      fitKernelSvm(features, three, exact),
    )
    const { rowOf } = kernelCache(kernelFor(features, {}), features, 0, {})
    const first = rowOf(0).slice()
    for (const row of [1, 2, 1, 3]) rowOf(row)
    expect(rowOf(0)).toEqual(first)
  })

  test('refuses one class, missing values and bad options', () => {
    expect(() => fitKernelSvm(features, new Float64Array(60))).toThrow('expected at least two classes')
    const damaged = matrix(features.data.with(4, Number.NaN), 60, 3)
    expect(() => fitKernelSvm(damaged, two)).toThrow('row 1, column 1 is NaN')
    expect(() => predictKernelSvm(fitKernelSvm(features, two), damaged)).toThrow('row 1, column 1 is NaN')
    const huge = matrix(features.data.with(4, 1e200), 60, 3)
    expect(() => fitKernelSvm(huge, two, { kernel: 'linear' })).toThrow(
      'the kernel of row 1 with itself is Infinity',
    )
    expect(() => fitKernelSvm(features, two, { gamma: -1 })).toThrow('gamma: -1')
    expect(() => fitKernelSvm(features, two, { degree: 1.5 })).toThrow('degree: 1.5')
  })
})

describe('support vector regression with a kernel', () => {
  test.each([
    [{ kernel: 'rbf' }, [1.6, 3.96364, 0.70492, 5.42481, 2.59376], 2.98399, 30],
    [{ kernel: 'linear' }, [1.20022, 3.88193, 0.87579, 5.63117, 2.62503], 2.98965, 38],
    [poly, [1.378, 3.80658, 0.90328, 5.5865, 2.58503], 2.9328, 22],
  ] as const)('predicts as scikit-learn with %j', (kernel, predictions, intercept, support) => {
    const model = fitKernelSvr(features, target, { ...exact, ...kernel })
    expect(Array.from(model.intercepts)).toEqual(near([intercept]))
    expect(model.supportVectors.rows).toBe(support)
    expect(Array.from(predictKernelSvr(model, sliceRows(features, 0, 5)))).toEqual(near(predictions))
  })

  test('stays within epsilon of what it can fit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.05, max: 1, noNaN: true }), (seed, epsilon) => {
        const random = createRandom(seed)
        const points = matrix(Float64Array.from({ length: 20 }, random.normal), 20, 1)
        const curve = points.data.map(Math.sin)
        const model = fitKernelSvr(points, curve, { c: 1e4, gamma: 1, epsilon })
        const worst = predictKernelSvr(model, points).reduce(
          (most, value, r) => Math.max(most, Math.abs(value - curve[r])),
          0,
        )
        expect(worst).toBeLessThan(epsilon + 0.01)
      }),
      { numRuns: 20 },
    )
  })

  test('of a constant is that constant, with no support vector', () => {
    const model = fitKernelSvr(features, new Float64Array(60).fill(4))
    expect(model.supportVectors.rows).toBe(0)
    expect(Array.from(predictKernelSvr(model, sliceRows(features, 0, 2)))).toEqual([4, 4])
  })
})

test('models come back from their files as they were', () => {
  const machine = fitKernelSvm(features, three)
  expect(decodeKernelSvm(encodeKernelSvm(machine))).toEqual(machine)
  const regression = fitKernelSvr(features, target, poly)
  expect(decodeKernelSvr(encodeKernelSvr(regression))).toEqual(regression)
  const bare = encodeModel({ kind: 'kernel-svr', metadata: { columns: 3 }, arrays: {} })
  expect(() => decodeKernelSvr(bare)).toThrow('lacks its kernel')
})
