import { accuracy, balancedAccuracy } from '../learn/classificationMetrics.ts'
import { logPowers, projectCsp } from '../learn/cspPowers.ts'
import { stratifiedKFold } from '../learn/folds.ts'
import type { Matrix } from '../learn/matrix.ts'
import { momentsOf, type SegmentMoments, type Segments, takeMoments } from '../learn/segments.ts'
import { DataError } from '../runtime/errors.ts'
import type { Scores, TrainingContext } from '../runtime/workload/training.ts'
import { segmentSamples, type Trial } from './clean.ts'
import type { EegParameters } from './parameters.ts'
import {
  bandPass,
  type Classifier,
  classifyMoments,
  filterSegments,
  fitClassifier,
  likeliest,
  scoreClasses,
} from './pipeline.ts'
import { signalPowers } from './signalPower.ts'

export interface EegModel {
  /** In the order of the classifier's classes 0, 1, ... */
  readonly labels: readonly string[]
  /** Names, in the order in which segments have them. */
  readonly channels: readonly string[]
  readonly band: Pick<EegParameters, 'lowHz' | 'highHz' | 'order'>
  readonly classifier: Classifier
  /** The signal powers of the training's segments: what later ones are compared with. */
  readonly reference: Matrix
  /** Share of the training's segments that are recognised by models which have not seen them. */
  readonly crossValidated: number
}

const folds = 5

/** @throws DataError if a channel is asked for that is not there, or the labels have too few segments */
export function trainModel(
  trials: readonly Trial[],
  parameters: EegParameters,
  context?: TrainingContext,
): EegModel {
  const channels = chosenChannels(trials[0].channels, parameters.channels)
  if (parameters.components > channels.length) {
    throw new DataError(
      `${parameters.components} components of ${channels.length} channels; there are at most as many`,
    )
  }
  const labels = [...new Set(trials.map(({ label }) => label))].sort()
  const targets = Float64Array.from(trials, ({ label }) => labels.indexOf(label))
  const segments = segmentsOf(trials, channels)
  const moments = momentsOf(filterSegments(bandPass(parameters), segments))
  const crossValidated = crossValidate(moments, targets, parameters, context)
  const { lowHz, highHz, order } = parameters
  return {
    labels,
    channels,
    band: { lowHz, highHz, order },
    classifier: fitClassifier(moments, targets, parameters),
    reference: signalPowers(segments),
    crossValidated,
  }
}

function chosenChannels(present: readonly string[], wanted: string): readonly string[] {
  if (wanted === 'all') return present
  return wanted.split(',').map((name) => {
    const found = present.find((channel) => channel.toLowerCase() === name.trim().toLowerCase())
    if (found !== undefined) return found
    throw new DataError(`there is no channel ${JSON.stringify(name.trim())}; there are ${present.join(', ')}`)
  })
}

/** The segments of the trials, with these channels in this order. */
export function segmentsOf(trials: readonly Trial[], channels: readonly string[]): Segments {
  const data = new Float64Array(trials.length * channels.length * segmentSamples)
  let at = 0
  for (const { samples, channels: present } of trials) {
    for (const channel of channels) {
      const from = present.indexOf(channel) * segmentSamples
      data.set(samples.subarray(from, from + segmentSamples), at)
      at += segmentSamples
    }
  }
  return { data, count: trials.length, channels: channels.length, samples: segmentSamples }
}

/** Share of the segments that a model trained on four fifths recognises among the other fifth. */
export function crossValidate(
  moments: SegmentMoments,
  targets: Float64Array,
  parameters: EegParameters,
  context?: TrainingContext,
): number {
  const smallest = Math.min(
    ...Map.groupBy(targets, (target) => target)
      .values()
      .map(({ length }) => length),
  )
  const nSplits = Math.min(folds, smallest)
  const found = new Float64Array(targets.length)
  const dealt = stratifiedKFold(targets, { nSplits, shuffle: true, seed: parameters.seed })
  dealt.forEach(({ train, test }, f) => {
    const started = performance.now()
    const classifier = fitClassifier(
      takeMoments(moments, train),
      Float64Array.from(train, (s) => targets[s]),
      parameters,
    )
    const trained = performance.now()
    const classes = classifyMoments(classifier, takeMoments(moments, test))
    test.forEach((s, i) => {
      found[s] = classes[i]
    })
    const truth = Float64Array.from(test, (s) => targets[s])
    context?.part({
      name: `fold ${f + 1}`,
      scores: { accuracy: accuracy(truth, classes) },
      seconds: { train: (trained - started) / 1000, validate: (performance.now() - trained) / 1000 },
    })
  })
  return accuracy(targets, found)
}

/** What speaks for each label, in each segment. */
export interface Classified {
  /** Row-major, segments x components: logarithms of power. */
  readonly powers: Matrix
  /** Segments x labels. */
  readonly scores: Matrix
  /** Places in the model's labels. */
  readonly classes: Int32Array
}

/** @throws RangeError if the channels are not the model's, or a component has no power */
export function classify({ band, classifier }: EegModel, segments: Segments): Classified {
  const powers = logPowers(filterSegments(bandPass(band), projectCsp(classifier.csp, segments)))
  const scores = scoreClasses(classifier, powers)
  return { powers, scores, classes: likeliest(scores) }
}

/** Scores on trials that the model has not seen; a label that it does not know is a fault. */
export function evaluateModel(model: EegModel, trials: readonly Trial[]): Scores {
  const { classes } = classify(model, segmentsOf(trials, model.channels))
  const truth = trials.map(({ label }) => model.labels.indexOf(label))
  return {
    accuracy: accuracy(truth, classes),
    balanced_accuracy: balancedAccuracy(truth, classes),
    cross_validated_accuracy: model.crossValidated,
  }
}
