import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { childOf, type Forest, sumOfTrees } from './forest/forest.ts'
import { gaussLegendre } from './gaussLegendre.ts'
import { fitHistGradientBoosting } from './histGradientBoosting.ts'
import { fitHistGradientBoostingClassifier, forestsOf } from './histGradientBoostingClassifier.ts'
import { matrix, rowOf } from './matrix.ts'
import { createRandom } from './random.ts'
import { curvedTarget, holed, probed } from './testing/curved.ts'
import { createTreeExplainer } from './treeShap.ts'

/** The forest's sum where only the columns in `known` are. */
function sumKnowing(forest: Forest, row: Float64Array, known: number): number {
  const { feature, threshold, left, count } = forest
  function worthOf(node: number): number {
    if (left[node] === 0) return threshold[node]
    if ((known >> feature[node]) & 1) return worthOf(childOf(forest, node, row))
    const [a, b] = [left[node], left[node] + 1]
    return (count[a] * worthOf(a) + count[b] * worthOf(b)) / count[node]
  }
  return forest.roots.reduce((sum, root) => sum + worthOf(root), 0)
}

/** Shapley values as they are defined: the mean over all orders in which columns become known. */
function shapley(forest: Forest, row: Float64Array): number[] {
  const factorial = (n: number): number => (n === 0 ? 1 : n * factorial(n - 1))
  const columns = row.length
  const worth = Array.from({ length: 2 ** columns }, (_, known) => sumKnowing(forest, row, known))
  return Array.from(row, (_, column) =>
    worth.reduce((sum, value, known) => {
      if ((known >> column) & 1) return sum
      const size = known.toString(2).replaceAll('0', '').length
      const weight = (factorial(size) * factorial(columns - 1 - size)) / factorial(columns)
      return sum + weight * (worth[known | (1 << column)] - value)
    }, 0),
  )
}

const table = fc
  .record({
    rows: fc.integer({ min: 5, max: 60 }),
    columns: fc.integer({ min: 1, max: 5 }),
    leaves: fc.integer({ min: 2, max: 12 }),
    seed: fc.integer({ min: 0 }),
  })
  .map(({ rows, columns, leaves, seed }) => {
    const random = createRandom(seed)
    const draw = () => (random.uniform() < 0.2 ? Number.NaN : random.integer(12))
    const features = matrix(Float64Array.from({ length: rows * columns }, draw), rows, columns)
    const target = Float64Array.from({ length: rows }, () => random.normal())
    const options = { maxIter: 4, minSamplesLeaf: 1, maxLeafNodes: leaves, categoricalFeatures: [0] }
    return { features, model: fitHistGradientBoosting(features, target, options) }
  })

test('contributions are the Shapley values, by their definition', () => {
  fc.assert(
    fc.property(table, ({ features, model }) => {
      const { explain } = createTreeExplainer(model.forest, model.columns)
      for (let r = 0; r < 5; r++) {
        const row = rowOf(features, r)
        const wanted = shapley(model.forest, row)
        expect(Array.from(explain(row))).toEqual(wanted.map((value) => expect.closeTo(value, 10)))
      }
    }),
  )
})

test('with what is expected they sum to the prediction, also where trees are deep and columns many', () => {
  const random = createRandom(4)
  const features = matrix(Float64Array.from({ length: 600 * 40 }, random.normal), 600, 40)
  const target = Float64Array.from({ length: 600 }, () => random.normal() ** 3)
  const { forest, columns, baseline } = fitHistGradientBoosting(features, target, {
    maxIter: 20,
    minSamplesLeaf: 1,
    maxLeafNodes: 200,
  })
  const { expected, explain } = createTreeExplainer(forest, columns, baseline)
  for (let r = 0; r < 20; r++) {
    const sum = explain(features.data, r * columns).reduce((total, value) => total + value, expected)
    expect(sum).toBeCloseTo(baseline + sumOfTrees(forest, rowOf(features, r)), 10)
  }
})

test('a column that no tree asks for contributes nothing', () => {
  const features = matrix(
    Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? i : 1)),
    100,
    2,
  )
  const target = Float64Array.from({ length: 100 }, (_, r) => r)
  const { forest } = fitHistGradientBoosting(features, target)
  expect(createTreeExplainer(forest, 2).explain([30, 1])[1]).toBe(0)
})

describe('against shap 0.51.0 on models of scikit-learn 1.9.1', () => {
  // TreeExplainer(HistGradientBoosting...(max_iter=5, max_leaf_nodes=6, min_samples_leaf=8, learning_rate=0.3,
  // early_stopping=False)): expected_value, and shap_values of rows 0, 11, 25, 60, 111 and 199 of testing/curved.ts.
  const options = { maxIter: 5, maxLeafNodes: 6, minSamplesLeaf: 8, learningRate: 0.3 }
  const check = (forest: Forest, baseline: number, wanted: number, rows: number[][]) => {
    const { expected, explain } = createTreeExplainer(forest, 3, baseline)
    expect(expected).toBeCloseTo(wanted, 6)
    expect(probed.map((r) => Array.from(explain(rowOf(holed, r))))).toEqual(
      rows.map((row) => row.map((value) => expect.closeTo(value, 6))),
    )
  }

  test('regression', () => {
    const { forest, baseline } = fitHistGradientBoosting(holed, curvedTarget, options)
    check(forest, baseline, 0.998046918, [
      [-0.069438088, -0.177089395, -0.010218687],
      [-0.032610893, -0.188694617, 0.271115594],
      [0.427206524, 0.182150883, 0.260042001],
      [0.036376977, 0.388549634, 0.240020094],
      [-0.194262089, -0.099171899, -0.185551621],
      [0.178981612, 0.234552493, -0.008114435],
    ])
  })

  test('Poisson loss, by the logarithm', () => {
    const model = fitHistGradientBoosting(holed, curvedTarget.map(Math.exp), { ...options, loss: 'poisson' })
    check(model.forest, model.baseline, 1.396145403, [
      [-0.160031779, -0.182643273, -0.027588745],
      [-0.160031779, -0.149381148, 0.240086032],
      [0.131712331, 0.056511697, 0.19033639],
      [-0.258505942, 0.215265767, 0.19033639],
      [-0.216050232, 0.060741609, -0.163182626],
      [0.279387523, 0.239303122, -0.039846351],
    ])
  })

  test('two classes, by the log-odds', () => {
    const labels = curvedTarget.map((value) => Number(value > 1))
    const { forest, baselines } = fitHistGradientBoostingClassifier(holed, labels, options)
    check(forest, baselines[0], -0.156546756, [
      [0.057958346, -0.412899395, -0.416890731],
      [0.451186617, -0.407346805, 0.598082042],
      [0.329757151, 0.708423286, 0.414800612],
      [-0.044452477, 1.154716661, 0.531498217],
      [-0.278149411, -0.343703061, -0.173356761],
      [0.394203846, 0.715235867, -0.203729079],
    ])
  })

  test('three classes, the last of them', () => {
    const labels = curvedTarget.map((value) => Number(value >= 0.6) + Number(value >= 1.5))
    const thirds = { ...options, learningRate: (options.learningRate * 3) / 2 }
    const model = fitHistGradientBoostingClassifier(holed, labels, thirds)
    check(forestsOf(model)[2], model.baselines[2], -0.212343585, [
      [-0.088444724, -0.497819227, -0.157548736],
      [0.081766478, -0.530049606, 0.661703412],
      [-0.326988414, 0.652052261, 0.543474812],
      [0.063199347, 0.662637427, 0.543474812],
      [-0.510872973, -0.081356717, -0.495485715],
      [0.521400045, 0.243971141, -0.098614819],
    ])
  })
})

test('the quadrature integrates powers exactly up to twice its points', () => {
  for (const count of [1, 2, 3, 7, 20, 64]) {
    const { points, weights } = gaussLegendre(count)
    for (let power = 0; power < 2 * count; power++) {
      const integral = points.reduce((sum, point, i) => sum + weights[i] * point ** power, 0)
      expect(integral).toBeCloseTo(1 / (power + 1), 13)
    }
  }
})
