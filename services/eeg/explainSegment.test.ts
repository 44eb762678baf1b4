import { beforeAll, describe, expect, test } from 'vitest'
import { clean, type Trial } from './clean.ts'
import { explainSegment } from './explainSegment.ts'
import { generate } from './generate.ts'
import { classify, segmentsOf, trainModel } from './model.ts'
import { parameters } from './parameters.ts'
import { truth } from './truth.ts'

let trials: readonly Trial[]
beforeAll(async () => {
  trials = (await clean(generate(1))).examples
})

describe.each([
  ['a straight border', { kernel: 'linear' }],
  ['a curved border', { kernel: 'rbf', components: 6 }],
])('%s', (_, given) => {
  test('contributions lead from the mean of the training to the distance of the segment', () => {
    const model = trainModel(trials, parameters.parse(given))
    for (const trial of trials.slice(0, 10)) {
      const segment = segmentsOf([trial], model.channels)
      const { baseline, prediction, contributions, output } = explainSegment(model, segment)
      const { scores, classes } = classify(model, segment)
      expect(prediction).toBeCloseTo(scores.data[classes[0]], 10)
      expect(contributions.length).toBe(model.channels.length)
      expect(Array.from(contributions).reduce((sum, value) => sum + value, baseline)).toBeCloseTo(
        prediction,
        6,
      )
      expect(output).toBe(`distance from the border, towards ${model.labels[classes[0]]}`)
    }
  })
})

test('what tells most lies where the rhythm was put', () => {
  const model = trainModel(trials, parameters.parse({}))
  const strongest = trials.map((trial) => {
    const { contributions } = explainSegment(model, segmentsOf([trial], model.channels))
    const sizes = Array.from(contributions, Math.abs)
    return model.channels[sizes.indexOf(Math.max(...sizes))]
  })
  const overHands = strongest.filter((name) => Object.values(truth.quieter).includes(name as never))
  expect(overHands.length / trials.length).toBeGreaterThan(0.7)
})

test('of three labels, the mean distance from the borders with the others is explained', () => {
  const three = trials.map((trial, i) => (i % 3 === 0 ? { ...trial, label: 'feet' } : trial))
  const model = trainModel(three, parameters.parse({ components: 2 }))
  const segment = segmentsOf([trials[1]], model.channels)
  const { baseline, prediction, contributions, output } = explainSegment(model, segment)
  expect(output).toMatch(/^distance from the borders, towards (feet|left|right)$/)
  expect(Array.from(contributions).reduce((sum, value) => sum + value, baseline)).toBeCloseTo(prediction, 6)
})
