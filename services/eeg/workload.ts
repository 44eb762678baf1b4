import type { Tensor } from '../runtime/workload/tensor.ts'
import type { Workload } from '../runtime/workload.ts'
import { packRecordings } from './archive.ts'
import { clean, segmentSamples, type Trial } from './clean.ts'
import { generate } from './generate.ts'
import { type EegModel, evaluateModel, trainModel } from './model.ts'
import { decodeEeg, encodeEeg } from './modelFile.ts'
import { type EegParameters, parameters } from './parameters.ts'
import { reportEeg } from './report.ts'
import {
  classifyChecked,
  type EegRequest,
  type EegResponse,
  explainEach,
  explainRequest,
  meanPowers,
  route,
  segmentsOfTensor,
} from './route.ts'
import { powerNames } from './signalPower.ts'
import { splitTrials } from './split.ts'

/** Which movement a person imagines. */
export const eeg: Workload<Trial, EegModel, EegRequest, EegResponse> = {
  name: 'eeg',
  title: 'Imagined movements in EEG',
  summary:
    'Which movement a person imagines, from 3 s of EEG: band-pass, common spatial patterns, support vector machine',
  owner: 'neuro',
  data: { file: 'eeg/recordings.tar', mediaType: 'application/x-tar', pack: packRecordings, generate },
  clean,
  training: {
    parameters,
    resources: {
      requests: { cpu: '300m', memory: '512Mi' },
      limits: { memory: '2Gi' },
    },
    timeoutSeconds: 1800,
    split: splitTrials,
    train: (trials, given, context) => trainModel(trials, given as EegParameters, context),
    evaluate: evaluateModel,
    tune: {
      space: {
        lowHz: [4, 6, 8, 10],
        highHz: [26, 30, 35, 40],
        order: [1, 2, 3, 4],
        components: [2, 4, 6, 8],
        shrinkage: [0, 0.01, 0.1, 'ledoitWolf'],
        kernel: ['linear', 'rbf'],
        c: [0.1, 0.3, 1, 3, 10],
      },
    },
    report: reportEeg,
  },
  gate: {
    metric: 'accuracy',
    better: 'higher',
    minimumGain: 0.001,
    bounds: { cross_validated_accuracy: { min: 0.55 } },
  },
  encode: encodeEeg,
  decode: decodeEeg,
  serving: {
    inputs: [{ name: 'segments', datatype: 'FP32', shape: [-1, -1, segmentSamples] }],
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'scores', datatype: 'FP64', shape: [-1, -1] },
    ],
    infer(model, [segments]) {
      const { classes, scores } = classifyChecked(model, segmentsOfTensor(model, segments))
      return [
        {
          name: 'label',
          datatype: 'BYTES',
          shape: [classes.length],
          data: Array.from(classes, (index) => model.labels[index]),
        },
        { name: 'scores', datatype: 'FP64', shape: [scores.rows, scores.columns], data: scores.data },
      ] satisfies Tensor[]
    },
    routes: [route],
    predictions([, scores]) {
      const [rows, columns] = scores.shape
      const data = scores.data as Float64Array
      return Array.from({ length: rows }, (_, r) =>
        Math.max(...data.subarray(r * columns, (r + 1) * columns)),
      )
    },
    predictionBuckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5],
    monitored: {
      names: powerNames,
      features: meanPowers,
      reference: ({ reference }) => reference.data,
      explain: (model, _, asked) => explainRequest(model, asked),
      explainRows: (model, [segments]) => explainEach(model, segmentsOfTensor(model, segments)),
    },
    personal: ['segments'],
    replicas: 2,
    resources: {
      requests: { cpu: '50m', memory: '160Mi' },
      limits: { memory: '256Mi' },
    },
  },
  card: {
    intendedUse:
      'To tell which of a few movements a person imagines, in the seconds after a cue, for whoever controls a device or trains to: with the recordings of that person in the training.',
    data: 'Recordings in EDF+ with annotations that say when which movement was imagined; the 3 s after each are a segment. EEG is health data and recognises a person.',
    limits:
      'It knows the person, the cap and the amplifier that it was trained on; for others it must be trained anew. It always names one of its labels, also for a segment in which nothing was imagined. A third of people have no rhythm that it could use.',
    ethics:
      'Use it only with the consent of the person, and not where a wrong answer harms: a quarter of the answers are wrong on good recordings. Segments are never logged.',
  },
}
