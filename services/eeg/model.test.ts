import { beforeAll, describe, expect, test } from 'vitest'
import { stratifiedKFold } from '../learn/folds.ts'
import { momentsOf, takeMoments } from '../learn/segments.ts'
import { DataError, ModelError } from '../runtime/errors.ts'
import { renderReport } from '../runtime/report/renderReport.ts'
import type { TrainedPart } from '../runtime/workload/training.ts'
import { packArchive } from './archive.ts'
import { clean, type Trial } from './clean.ts'
import { generate } from './generate.ts'
import { classify, type EegModel, evaluateModel, segmentsOf, trainModel } from './model.ts'
import { decodeEeg, encodeEeg } from './modelFile.ts'
import { parameters } from './parameters.ts'
import { bandPass, classifyMoments, filterSegments, fitClassifier } from './pipeline.ts'
import { reportEeg } from './report.ts'
import { splitTrials } from './split.ts'
import { realRecordings } from './testing/realRecordings.ts'
import { montage, truth } from './truth.ts'

let train: readonly Trial[]
let later: readonly Trial[]
let model: EegModel
let file: Uint8Array
const parts: TrainedPart[] = []
beforeAll(async () => {
  file = generate(1)
  const { examples } = await clean(file)
  ;({ train, test: later } = splitTrials(examples))
  model = trainModel(train, parameters.parse({}), { part: (part) => parts.push(part) })
})

describe('the invented person', () => {
  test('is the same for the same seed', () => {
    expect(Buffer.compare(generate(1), file)).toBe(0)
  })

  test('is understood: most later segments are recognised', () => {
    expect(evaluateModel(model, later).accuracy).toBeGreaterThanOrEqual(0.9)
    expect(model.crossValidated).toBeGreaterThanOrEqual(0.85)
  })

  test('has the rhythm where it was put: the two patterns that tell most lie over either hand', () => {
    const { patterns, shares } = model.classifier.csp
    const strongest = [0, 1].map((k) => {
      const pattern = patterns.data.subarray(k * patterns.columns, (k + 1) * patterns.columns).map(Math.abs)
      return { channel: model.channels[pattern.indexOf(Math.max(...pattern))], share: shares[k] }
    })
    const quietDuringLeft = strongest.find(({ share }) => share < 0.5)
    const quietDuringRight = strongest.find(({ share }) => share > 0.5)
    expect(quietDuringLeft?.channel).toBe(truth.quieter.left)
    expect(quietDuringRight?.channel).toBe(truth.quieter.right)
  })
})

describe('training', () => {
  test('tells of each fold', () => {
    expect(parts.map(({ name }) => name)).toEqual(['fold 1', 'fold 2', 'fold 3', 'fold 4', 'fold 5'])
    const mean = parts.reduce((sum, { scores }) => sum + scores.accuracy / 5, 0)
    expect(mean).toBeCloseTo(model.crossValidated, 1)
  })

  test('may use some channels only, named in any case', () => {
    const chosen = trainModel(train, parameters.parse({ channels: 'c4, C3,Cz', components: 2 }))
    expect(chosen.channels).toEqual(['C4', 'C3', 'Cz'])
    expect(evaluateModel(chosen, later).accuracy).toBeGreaterThan(0.7)
    expect(() => trainModel(train, parameters.parse({ channels: 'C3,Oz' }))).toThrow(
      `there is no channel "Oz"; there are ${Object.keys(montage).join(', ')}`,
    )
    expect(() => trainModel(train, parameters.parse({ components: 23 }))).toThrow(
      '23 components of 22 channels',
    )
  })

  test('finds three labels as well', () => {
    const three = train.map((trial, i) => (i % 3 === 0 ? { ...trial, label: 'feet' } : trial))
    const { labels, classifier } = trainModel(three, parameters.parse({ components: 2 }))
    expect(labels).toEqual(['feet', 'left', 'right'])
    expect(classifier.csp.filters.rows).toBe(6)
    expect(classifier.svm.intercepts).toHaveLength(3)
  })
})

describe('the split', () => {
  test('holds back the last fifth of each label', () => {
    expect([train.length, later.length]).toEqual([48, 12])
    for (const label of model.labels) {
      const last = train.findLast((trial) => trial.label === label)!
      const first = later.find((trial) => trial.label === label)!
      expect(first.recording > last.recording || first.onset > last.onset).toBe(true)
    }
  })

  test('needs five segments of each label', () => {
    const few = [
      ...train.filter(({ label }) => label === 'left'),
      ...later.filter(({ label }) => label === 'right').slice(0, 4),
    ]
    expect(() => splitTrials(few)).toThrow(DataError)
    expect(() => splitTrials(few)).toThrow('4 segments of right; at least 5 of each label are needed')
  })
})

describe('the model file', () => {
  test('gives the model back', () => {
    expect(decodeEeg(encodeEeg(model))).toEqual(model)
  })

  test('is refused if it contradicts itself', () => {
    const contradicting = encodeEeg({ ...model, labels: ['left'] })
    expect(() => decodeEeg(contradicting)).toThrow(ModelError)
    expect(() => decodeEeg(contradicting)).toThrow('the model has 1 labels for 2 classes')
  })
})

test('the report is one page that shows spectra, patterns and errors', () => {
  const page = renderReport('EEG', reportEeg(model, { train, test: later }))
  for (const title of [
    'Spectrum at C3',
    'Patterns, each relative',
    'what was recognised',
    'first two components',
  ]) {
    expect(page).toContain(title)
  }
  expect(page).not.toContain('NaN')
})

test.skipIf(realRecordings === undefined)(
  'a real person is recognised in 34 of 45 segments by models of the other folds, 75.6 %',
  async () => {
    const { examples } = await clean(packArchive(realRecordings!))
    const targets = examples.map(({ label }) => (label === 'left' ? 0 : 1))
    const given = parameters.parse({})
    const moments = momentsOf(filterSegments(bandPass(given), segmentsOf(examples, examples[0].channels)))
    let right = 0
    for (const { train, test } of stratifiedKFold(targets)) {
      const classifier = fitClassifier(
        takeMoments(moments, train),
        Array.from(train, (s) => targets[s]),
        given,
      )
      const found = classifyMoments(classifier, takeMoments(moments, test))
      right += test.filter((s, i) => found[i] === targets[s]).length
    }
    expect(right).toBeGreaterThanOrEqual(34)
  },
)

test('segments of other channels are not classified', () => {
  const { data, ...size } = segmentsOf(later.slice(0, 1), model.channels.slice(1))
  expect(() => classify(model, { data, ...size })).toThrow('21 channels, but the model was fitted on 22')
})
