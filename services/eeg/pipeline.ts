import { type CspModel, fitCsp } from '../learn/csp.ts'
import { transformMoments } from '../learn/cspPowers.ts'
import { fitKernelSvm, type KernelSvmModel, scoreKernelSvm } from '../learn/kernelSvm.ts'
import type { Matrix } from '../learn/matrix.ts'
import type { SegmentMoments, Segments } from '../learn/segments.ts'
import { butterworth, type Sections } from '../learn/signal/butterworth.ts'
import { filterBothWays } from '../learn/signal/filterBothWays.ts'
import { sampleRate } from './channels.ts'
import type { EegParameters } from './parameters.ts'

export const bandPass = ({
  lowHz,
  highHz,
  order,
}: Pick<EegParameters, 'lowHz' | 'highHz' | 'order'>): Sections =>
  butterworth({ kind: 'bandpass', corner: [lowHz, highHz], order, sampleRate })

/** Each channel of each segment without what lies outside the band, forward and backward. */
export function filterSegments(band: Sections, segments: Segments): Segments {
  const { data, count, channels, samples } = segments
  return { ...segments, data: filterBothWays(band, { data, rows: count * channels, columns: samples }).data }
}

/** Spatial patterns and the machine that decides by their power. */
export interface Classifier {
  readonly csp: CspModel
  readonly svm: KernelSvmModel
}

export type ClassifierOptions = Pick<EegParameters, 'components' | 'shrinkage' | 'kernel' | 'c' | 'gamma'>

/** @param labels - one number per segment */
export function fitClassifier(
  moments: SegmentMoments,
  labels: ArrayLike<number>,
  { components, shrinkage, kernel, c, gamma }: ClassifierOptions,
): Classifier {
  const csp = fitCsp(moments, labels, { nComponents: components, shrinkage })
  return { csp, svm: fitKernelSvm(transformMoments(csp, moments), labels, { kernel, c, gamma }) }
}

/**
 * What speaks for each class, above 0 or most for the likeliest: the distance from the border of two classes; of more, the
 * pairs that are won.
 *
 * @returns rows x classes
 */
export function scoreClasses({ svm }: Classifier, features: Matrix): Matrix {
  const scores = scoreKernelSvm(svm, features)
  if (scores.columns > 1) return scores
  const both = new Float64Array(2 * scores.rows)
  scores.data.forEach((score, r) => {
    both[2 * r] = -score
    both[2 * r + 1] = score
  })
  return { data: both, rows: scores.rows, columns: 2 }
}

/** The place of the highest score in each row. */
export function likeliest({ data, rows, columns }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, r) => {
    let best = 0
    for (let k = 1; k < columns; k++) if (data[r * columns + k] > data[r * columns + best]) best = k
    return best
  })
}

/** The class of each segment by the score of its power, from moments. */
export const classifyMoments = (classifier: Classifier, moments: SegmentMoments): Float64Array =>
  Float64Array.from(
    likeliest(scoreClasses(classifier, transformMoments(classifier.csp, moments))),
    (index) => classifier.svm.classes[index],
  )
