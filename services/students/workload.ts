import type { Tensor } from '../runtime/workload/tensor.ts'
import type { Workload } from '../runtime/workload.ts'
import { clean } from './dropout/clean.ts'
import { columnCount, columnNames, columns, outcomes } from './dropout/columns.ts'
import { generate } from './dropout/generate.ts'
import {
  type DropoutModel,
  evaluateModel,
  explainDropout,
  predictOutcomes,
  trainModel,
} from './dropout/model.ts'
import { decodeDropout, encodeDropout } from './dropout/modelFile.ts'
import { type DropoutParameters, parameters } from './dropout/parameters.ts'
import type { Row } from './dropout/readRows.ts'
import { reportDropout } from './dropout/report.ts'
import { type DropoutRequest, type DropoutResponse, featuresOfRequest, route } from './dropout/route.ts'
import { splitByOutcome } from './dropout/split.ts'
import { school } from './school.ts'

/** Which students will leave without a degree. */
export const students: Workload<Row, DropoutModel, DropoutRequest, DropoutResponse> = {
  name: 'students',
  title: 'Risk of dropping out',
  summary:
    'Whether a student drops out, stays enrolled or graduates, with reasons; multinomial logistic regression',
  owner: 'student-affairs',
  data: { file: 'students/dropout.csv', mediaType: 'text/csv', generate },
  clean,
  training: {
    parameters,
    resources: {
      requests: { cpu: '300m', memory: '256Mi' },
      limits: { memory: '768Mi' },
    },
    timeoutSeconds: 600,
    split: splitByOutcome,
    train: (rows, given) => trainModel(rows, given as DropoutParameters),
    evaluate: evaluateModel,
    tune: { space: { c: [0.001, 0.003, 0.006, 0.01, 0.02, 0.03, 0.06, 0.1, 0.3, 1] } },
    report: reportDropout,
  },
  gate: {
    metric: 'log_loss',
    better: 'lower',
    minimumGain: 0.001,
    bounds: { accuracy: { min: 0.6 }, auc: { min: 0.7 } },
  },
  encode: encodeDropout,
  decode: decodeDropout,
  serving: {
    inputs: [{ name: 'features', datatype: 'FP64', shape: [-1, columnCount] }],
    outputs: [{ name: 'probabilities', datatype: 'FP64', shape: [-1, outcomes.length] }],
    infer(model, [features]) {
      const data = features.data as Float64Array
      const probabilities = predictOutcomes(model, { data, rows: features.shape[0], columns: columnCount })
      const shape = [probabilities.rows, outcomes.length]
      return [{ name: 'probabilities', datatype: 'FP64', shape, data: probabilities.data }] satisfies Tensor[]
    },
    routes: [route],
    predictions: ([probabilities]) =>
      (probabilities.data as Float64Array).filter((_, i) => i % outcomes.length === 0),
    predictionBuckets: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    monitored: {
      names: columnNames,
      features: (_, asked) => featuresOfRequest(asked),
      reference: ({ reference }) => reference.data,
      explain: explainDropout,
      explainRows: (model, [features]) =>
        Array.from({ length: features.shape[0] }, (_, row) => {
          const values = (features.data as Float64Array).subarray(row * columnCount, (row + 1) * columnCount)
          return { ...explainDropout(model, values), inputs: { names: columnNames, values } }
        }),
    },
    personal: ['features', ...columns.filter(({ personal }) => personal).map(({ name }) => name)],
    replicas: 2,
    resources: {
      requests: { cpu: '50m', memory: '128Mi' },
      limits: { memory: '256Mi' },
    },
  },
  card: {
    intendedUse:
      'To offer help early to students who may leave: an adviser sees the risk and its reasons, and decides. Not to decide on admission, on money or on marks.',
    data: 'One row per student of one school: admission, family, fees, courses of the first two semesters, the economy of the year, and what became of the student. No names or numbers of students.',
    limits:
      'It is of one school and one country, and knows the first year only: another school must train its own. Students who are enrolled still are told apart badly, as some of them will leave later and some graduate. Codes never seen count as none.',
    ethics:
      "It looks at sex, origin and parents' work, as the data have them, so that it may repeat old disadvantages: compare its errors between groups before use. A high risk must open help, never close a door.",
  },
  published: school,
}
