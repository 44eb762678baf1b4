import { describe, expect, test } from 'vitest'
import { stratifiedKFold } from '../../learn/folds.ts'
import { rowOf } from '../../learn/matrix.ts'
import { DataError, ModelError } from '../../runtime/errors.ts'
import { renderReport } from '../../runtime/report/renderReport.ts'
import { students } from '../workload.ts'
import { clean } from './clean.ts'
import { columnCount, columnNames, indexOfColumn, outcomes } from './columns.ts'
import { generate, trueOdds } from './generate.ts'
import { evaluateModel, explainDropout, featuresOf, predictOutcomes, trainModel } from './model.ts'
import { decodeDropout, encodeDropout } from './modelFile.ts'
import { parameters } from './parameters.ts'
import { request, response, route } from './route.ts'
import { labelsOf, splitByOutcome } from './split.ts'
import { realFile } from './testing/realFile.ts'

const { examples } = clean(generate(1))
const { train, test: unseen } = splitByOutcome(examples)
const model = trainModel(train, parameters.parse({}))
const ask = (changes: object = {}) => route.predict(model, request.parse({ ...route.example, ...changes }))

describe('the split', () => {
  test('holds back a fifth of each outcome, the same each time', () => {
    expect(splitByOutcome(examples)).toEqual({ train, test: unseen })
    expect(train.length + unseen.length).toBe(examples.length)
    for (const outcome of outcomes) {
      const count = (rows: typeof train) => rows.filter((row) => row.outcome === outcome).length
      expect(count(unseen) / count(examples)).toBeCloseTo(0.2, 2)
    }
  })

  test('needs every outcome', () => {
    const two = examples.filter(({ outcome }) => outcome !== 'enrolled')
    expect(() => splitByOutcome(two)).toThrow(DataError)
    expect(() => splitByOutcome(two)).toThrow('0 students have the outcome enrolled; at least 10 are needed')
  })
})

describe('the model', () => {
  test('comes within 2 points of who knows the truth of the made-up school', () => {
    const known = unseen.filter(({ values, outcome }) => {
      const { dropout, graduate } = trueOdds(
        Object.fromEntries(columnNames.map((name, c) => [name, values[c]])),
      )
      const odds = [dropout, 0, graduate]
      return outcome === outcomes[odds.indexOf(Math.max(...odds))]
    })
    const { accuracy, auc } = evaluateModel(model, unseen)
    expect(accuracy).toBeGreaterThan(known.length / unseen.length - 0.02)
    expect(auc).toBeGreaterThan(0.8)
  })

  test('finds what drives leaving: courses passed most, fees next, and nothing in what has no effect', () => {
    const mean = new Float64Array(columnCount)
    for (const { values } of unseen) {
      explainDropout(model, values).contributions
      for (const [c, effect] of Array.from(explainDropout(model, values).contributions).entries()) {
        mean[c] += Math.abs(effect) / unseen.length
      }
    }
    const [first, , ...rest] = [...columnNames.keys()].sort((a, b) => mean[b] - mean[a])
    expect(columnNames[first]).toBe('approved2')
    expect(mean[indexOfColumn('feesPaid')]).toBeGreaterThan(3 * mean[indexOfColumn('gender')])
    expect(mean[indexOfColumn('scholarship')]).toBeGreaterThan(3 * mean[indexOfColumn('displaced')])
    expect(mean[rest.at(-1)!]).toBeLessThan(0.05)
  })

  test('explains each prediction to the last digit', () => {
    const features = featuresOf(unseen.slice(0, 50))
    const probabilities = predictOutcomes(model, features)
    for (let r = 0; r < features.rows; r++) {
      const { baseline, prediction, contributions } = explainDropout(model, rowOf(features, r))
      const sum = Array.from(contributions).reduce((total, effect) => total + effect, baseline)
      const [dropout, , graduate] = rowOf(probabilities, r)
      expect(prediction).toBeCloseTo(Math.log(dropout / graduate), 9)
      expect(sum).toBeCloseTo(prediction, 9)
    }
  })

  test('predicts the same after its file is written and read, and refuses the file truncated or altered', () => {
    const bytes = encodeDropout(model)
    const read = decodeDropout(bytes)
    expect(predictOutcomes(read, featuresOf(unseen))).toEqual(predictOutcomes(model, featuresOf(unseen)))
    expect(encodeDropout(read)).toEqual(bytes)
    for (const share of [0, 0.001, 0.1, 0.5, 0.9, 0.999]) {
      const at = Math.floor(bytes.length * share)
      expect(() => decodeDropout(bytes.subarray(0, at))).toThrow(ModelError)
      const altered = bytes.slice()
      altered[at] ^= 1
      expect(() => decodeDropout(altered)).toThrow(ModelError)
    }
  })
})

describe('POST /predict', () => {
  test('answers its own example with three probabilities and five reasons, the strongest first', () => {
    const answer = ask()
    expect(response.parse(answer)).toEqual(answer)
    expect(answer.dropout + answer.enrolled + answer.graduate).toBeCloseTo(1, 3)
    const sizes = answer.reasons.map(({ effect }) => Math.abs(effect))
    expect(sizes).toHaveLength(5)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(route.predictions?.(answer)).toEqual([answer.dropout])
  })

  test('sees a higher risk in who passes nothing, and takes codes that it has never seen', () => {
    const failed = ask({ approved1: 0, grade1: 0, approved2: 0, grade2: 0 })
    expect(failed.dropout).toBeGreaterThan(ask().dropout + 0.2)
    expect(failed.outcome).toBe('dropout')
    expect(failed.reasons[0]).toMatchObject({ feature: 'approved2', value: 0, effect: expect.any(Number) })
    expect(failed.reasons[0].effect).toBeGreaterThan(0)
    expect(ask({ course: 12_345 }).dropout).toBeGreaterThan(0)
  })

  test.each([
    [{ age: -1 }, '>=0'],
    [{ age: 'young' }, 'expected number'],
    [{ approved1: 2.5 }, 'expected int'],
    [{ grade1: Number.NaN }, 'NaN'],
    [{ name: 'Ada' }, 'Unrecognized key'],
  ])('refuses %j', (changes, message) => {
    const { error } = request.safeParse({ ...route.example, ...changes })
    expect(error?.issues[0].message).toContain(message)
  })

  test('agrees with the tensor, row by row', () => {
    const data = featuresOf(unseen.slice(0, 4)).data
    const tensor = { name: 'features', datatype: 'FP64', shape: [4, columnCount], data } as const
    const outputs = students.serving.infer(model, [tensor])
    expect(outputs).toMatchObject([{ name: 'probabilities', shape: [4, 3] }])
    const asked = Object.fromEntries(columnNames.map((name, c) => [name, data[c]]))
    expect(ask(asked).dropout).toBeCloseTo(students.serving.predictions(outputs)[0], 3)
    expect(students.serving.predictions(outputs)).toHaveLength(4)
  })
})

test('no log holds who a student is', () => {
  expect(students.serving.personal).toEqual(
    expect.arrayContaining(['features', 'gender', 'nationality', 'age']),
  )
  expect(students.serving.personal).not.toContain('approved1')
})

test('what is watched has a reference of the training', () => {
  const { monitored } = students.serving
  expect(monitored?.reference(model)).toHaveLength(500 * columnCount)
  expect(monitored?.features(model, route.example)).toHaveLength(columnCount)
})

test('the report shows the data, the errors and the features', async () => {
  const report = await students.training.report!(model, { train, test: unseen })
  const page = renderReport(students.title, report)
  for (const { title } of report.sections) expect(page).toContain(title)
  expect(page).toContain('courses passed, semester 2')
  expect(page).not.toContain('NaN')
})

describe.skipIf(realFile === undefined)('on the real file, below the directory ATOLL_TEST_DATA', () => {
  test('five folds are right in at least 76.6 %', () => {
    const { examples } = clean(realFile!)
    const folds = stratifiedKFold(labelsOf(examples), { nSplits: 5, shuffle: true, seed: 0 })
    const scores = folds.map(({ train, test }) => {
      const model = trainModel(
        Array.from(train, (i) => examples[i]),
        parameters.parse({}),
      )
      return evaluateModel(
        model,
        Array.from(test, (i) => examples[i]),
      ).accuracy
    })
    expect(scores.reduce((sum, score) => sum + score / 5, 0)).toBeGreaterThanOrEqual(0.766)
  })
})
