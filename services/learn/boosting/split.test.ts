import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matrix } from '../matrix.ts'
import { createRandom } from '../random.ts'
import { binFeatures } from './bins.ts'
import { createFixedPoint, packDerivatives } from './fixedPoint.ts'
import { createHistogramCounter } from './histograms.ts'
import { arrangePositions } from './positions.ts'
import { createSplitFinder } from './split.ts'
import { createWorkspace } from './workspace.ts'

const [rows, columns] = [40, 3]
const rules = { minSamplesLeaf: 3, l2Regularization: 0.5, catL2: 10 }
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

test('of all splits of numbers, with missing values on either side, it finds the best', () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, withHessians) => {
      const random = createRandom(seed)
      const draw = () => (random.uniform() < 0.2 ? Number.NaN : random.integer(9))
      const features = matrix(Float64Array.from({ length: rows * columns }, draw), rows, columns)
      const gradients = Float64Array.from({ length: rows }, random.normal)
      const hessians = Float64Array.from({ length: rows }, () => (withHessians ? random.uniform() : 1))

      const bins = binFeatures(features, 255, new Uint8Array(columns))
      const positions = arrangePositions(bins)
      const workspace = createWorkspace(bins, positions, withHessians ? 2 : 1, 1)
      const point = createFixedPoint(rows)
      packDerivatives(gradients, withHessians ? hessians : new Float64Array(0), workspace.packed, point)
      for (let r = 0; r < rows; r++) workspace.order[r] = r
      const histogram = workspace.createHistogram()
      createHistogramCounter(workspace, positions).count(histogram, 0, rows)
      const find = createSplitFinder(bins, positions.offsets, rules, workspace)
      const [gradient, hessian] = [sum([...gradients]), sum([...hessians])]
      const split = find({ histogram, gradient, hessian, count: rows }, point.unit, point.scale)

      const score = (side: readonly number[]) =>
        sum(side.map((r) => gradients[r])) ** 2 / (sum(side.map((r) => hessians[r])) + rules.l2Regularization)
      const all = Array.from(hessians.keys())
      const gainOf = (isLeft: (r: number) => boolean) => {
        const [left, right] = [all.filter(isLeft), all.filter((r) => !isLeft(r))]
        const isLarge = left.length >= rules.minSamplesLeaf && right.length >= rules.minSamplesLeaf
        return isLarge ? score(left) + score(right) - score(all) : 0
      }
      const goesLeft = (column: number, limit: number, missingLeft: boolean) => (r: number) => {
        const value = features.data[r * columns + column]
        return Number.isNaN(value) ? missingLeft : value <= limit
      }
      const gains = Array.from({ length: columns }, (_, c) =>
        [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((limit) =>
          [true, false].map((missingLeft) => gainOf(goesLeft(c, limit, missingLeft))),
        ),
      )
      const best = Math.max(...gains.flat())
      fc.pre(best > 1e-6)
      expect(split!.gain).toBeCloseTo(best, 6)
      const { column, bin, missingLeft } = split!
      const limit = bins.thresholds[column][bin] ?? Infinity
      const left = all.filter(goesLeft(column, limit, missingLeft))
      expect(gainOf((r) => left.includes(r))).toBeCloseTo(best, 6)
      expect(split!.gradientLeft).toBeCloseTo(sum(left.map((r) => gradients[r])), 6)
      expect(split!.hessianLeft).toBeCloseTo(sum(left.map((r) => hessians[r])), 6)
    }),
  )
})
