import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matrix } from '../matrix.ts'
import { createRandom } from '../random.ts'
import { type LogisticProblem, logisticObjective } from './objective.ts'

const settings = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  columns: fc.integer({ min: 1, max: 5 }),
  classes: fc.integer({ min: 2, max: 5 }),
  penalty: fc.constantFrom(0, 0.3),
  fitIntercept: fc.boolean(),
  seed: fc.nat(),
})

function problemOf({
  rows,
  columns,
  seed,
  ...rest
}: typeof settings extends fc.Arbitrary<infer S> ? S : never) {
  const random = createRandom(seed)
  const features = matrix(Float64Array.from({ length: rows * columns }, random.normal), rows, columns)
  const means = Float64Array.from({ length: columns }, random.normal)
  const indices = Int32Array.from({ length: rows }, () => random.integer(rest.classes))
  const problem: LogisticProblem = { ...rest, features, means, indices }
  return { problem, random }
}

/** By the definition: the mean of -log p of the rows' classes, and the penalty. */
function lossOf(
  { features, means, indices, classes, penalty, fitIntercept }: LogisticProblem,
  weights: Float64Array,
) {
  const { data, rows, columns } = features
  const length = columns + Number(fitIntercept)
  const first = classes - weights.length / length
  let loss = 0
  for (let r = 0; r < rows; r++) {
    const scores = Array.from({ length: classes }, (_, k) => {
      if (k < first) return 0
      let score = fitIntercept ? weights[(k - first) * length + columns] : 0
      for (let c = 0; c < columns; c++)
        score += weights[(k - first) * length + c] * (data[r * columns + c] - means[c])
      return score
    })
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0)
    loss += Math.log(sum) - scores[indices[r]]
  }
  const squares = weights.reduce((sum, w, i) => (i % length === columns ? sum : sum + w * w), 0)
  return loss / rows + (penalty * squares) / 2
}

test('the loss is the mean of minus the log probability of the right class, and the penalty', () => {
  fc.assert(
    fc.property(settings, (setting) => {
      const { problem, random } = problemOf(setting)
      const objective = logisticObjective(problem)
      const weights = Float64Array.from({ length: objective.size }, () => 3 * random.normal())
      const loss = objective.evaluate(weights, new Float64Array(objective.size))
      expect(loss).toBeCloseTo(lossOf(problem, weights), 10)
    }),
  )
})

test('the gradient is its slope, and second derivatives are slopes of the gradient', () => {
  fc.assert(
    fc.property(settings, (setting) => {
      const { problem, random } = problemOf(setting)
      const objective = logisticObjective(problem)
      const { size, length } = objective
      const weights = Float64Array.from({ length: size }, random.normal)
      const step = Float64Array.from({ length: size }, () => 1e-5 * random.normal())
      const along = (share: number) => weights.map((weight, i) => weight + share * step[i])
      const [middle, before, after] = [0, -1, 1].map((share) => {
        const gradient = new Float64Array(size)
        return { loss: objective.evaluate(along(share), gradient), gradient }
      })
      const product = (a: ArrayLike<number>) => step.reduce((sum, value, i) => sum + value * a[i], 0)
      expect((after.loss - before.loss) / 2e-5).toBeCloseTo(product(middle.gradient) / 1e-5, 5)

      objective.evaluate(weights, new Float64Array(size))
      const { data } = objective.hessian()
      // Where nothing else settles it, the sum of the intercepts has a second derivative of its own.
      const intercepts = objective.reference === 0 && problem.fitIntercept
      let sum = 0
      if (intercepts) for (let i = length - 1; i < size; i += length) sum += step[i]
      for (let i = 0; i < size; i++) {
        const own = intercepts && i % length === length - 1 ? sum : 0
        const change = product(data.subarray(i * size, (i + 1) * size)) - own
        expect(change / 1e-5).toBeCloseTo((after.gradient[i] - before.gradient[i]) / 2e-5, 5)
      }
    }),
    { numRuns: 50 },
  )
})

test('scores far from each other overflow nowhere', () => {
  const features = matrix(Float64Array.of(1e4, -1e4, 1), 3, 1)
  const indices = Int32Array.of(0, 1, 2)
  const objective = logisticObjective({
    ...{ features, means: new Float64Array(1), indices, classes: 3, penalty: 1e-9, fitIntercept: false },
  })
  const gradient = new Float64Array(3)
  expect(objective.evaluate(Float64Array.of(-1, 0, 1), gradient)).toBeCloseTo((2e4 + 1e4 + 0.408) / 3, 2)
  expect(gradient.every(Number.isFinite)).toBe(true)
})
