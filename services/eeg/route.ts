import { z } from 'zod'
import type { Matrix } from '../learn/matrix.ts'
import type { Segments } from '../learn/segments.ts'
import { badRequest } from '../runtime/http/requestError.ts'
import type { Explanation } from '../runtime/workload/monitored.ts'
import type { Route } from '../runtime/workload/serving.ts'
import type { Tensor } from '../runtime/workload/tensor.ts'
import { channelName, sampleRate } from './channels.ts'
import { flatRange, segmentSamples } from './clean.ts'
import { exampleSegment } from './exampleSegment.ts'
import { explainSegment } from './explainSegment.ts'
import { type Classified, classify, type EegModel } from './model.ts'
import { recordingRequest } from './recordingRequest.ts'
import { powerNames, signalPowers } from './signalPower.ts'
import { montage } from './truth.ts'

export const request = z.strictObject({
  channels: z
    .array(z.string())
    .optional()
    .describe(
      "names of the segments' channels: those of the model are taken, in any order; without names, they are the model's in its order",
    ),
  segments: z
    .array(z.array(z.array(z.number())))
    .describe(`segments x channels x ${segmentSamples} samples in µV at ${sampleRate} Hz, not filtered`),
})

export const response = z.strictObject({
  labels: z.array(z.string()).describe('the likeliest label of each segment'),
  scores: z
    .array(z.record(z.string(), z.number()))
    .describe(
      'what speaks for each label: of two, the distance from the border, above 0 for the likelier; of more, the pairs that it wins',
    ),
  channels: z
    .array(z.string())
    .describe("the model's channels, in the order in which segments without names must have them"),
})

export type EegRequest = z.output<typeof request>
export type EegResponse = z.output<typeof response>

export const route: Route<EegModel, EegRequest, EegResponse> = {
  path: '/classify',
  summary: 'Which movement was imagined in segments of EEG',
  request,
  response,
  example: { channels: Object.keys(montage), segments: [exampleSegment(Object.keys(montage).length)] },
  exampleFor: ({ channels, reference }) => ({
    channels: [...channels],
    segments: [exampleSegment(channels.length, usualPowers(reference))],
  }),
  file: {
    option: 'recording',
    description: 'recording in EDF: the 3 s after each annotation of a movement, or all of it',
    request: recordingRequest,
  },
  predict: (model, asked) => answer(model, segmentsOf(model, asked)),
  binary: {
    datatype: 'FP32',
    shape: [-1, -1, segmentSamples],
    predict: (model, tensor) => answer(model, segmentsOfTensor(model, tensor)),
  },
  predictions: ({ scores }) => scores.map((of) => Math.max(...Object.values(of))),
}

/** Of that segment of the training whose mean power is in the middle. */
function usualPowers({ data, rows, columns }: Matrix) {
  const byMean = Array.from({ length: rows }, (_, s) => s).sort(
    (a, b) => data[a * columns] - data[b * columns],
  )
  const [mean, spread, lowest, highest] = data.subarray(byMean[rows >> 1] * columns)
  return [mean, spread, lowest, highest] as const
}

function answer(model: EegModel, segments: Segments): EegResponse {
  const { labels, channels } = model
  const { classes, scores } = classifyChecked(model, segments)
  return {
    labels: Array.from(classes, (index) => labels[index]),
    scores: Array.from({ length: segments.count }, (_, s) =>
      Object.fromEntries(labels.map((label, k) => [label, scores.data[s * labels.length + k]])),
    ),
    channels: [...channels],
  }
}

/** µV: any amplifier's range, far above any EEG. */
const largest = 1e6

/** @throws RequestError as `checkRanges` */
export function classifyChecked(model: EegModel, segments: Segments): Classified {
  checkRanges(model, segments)
  return classify(model, segments)
}

/** Which channels speak for the label of one segment. @throws RequestError if there are more */
export function explainRequest(model: EegModel, asked: EegRequest): Explanation {
  const segments = segmentsOf(model, asked)
  if (segments.count > 1)
    throw badRequest(`segments holds ${segments.count} segments, and must hold one: one label is explained`)
  return explainEach(model, segments)[0]
}

/** The same of each of several segments. @throws RequestError as `checkRanges` */
export function explainEach(model: EegModel, segments: Segments): Explanation[] {
  checkRanges(model, segments)
  const size = segments.channels * segments.samples
  return Array.from({ length: segments.count }, (_, s) =>
    explainSegment(model, { ...segments, count: 1, data: segments.data.subarray(s * size, (s + 1) * size) }),
  )
}

/** @throws RequestError naming a channel that is constant, an electrode without contact, or beyond any amplifier */
function checkRanges(model: EegModel, segments: Segments): void {
  const { data, count, channels, samples } = segments
  for (let row = 0; row < count * channels; row++) {
    const channel = data.subarray(row * samples, (row + 1) * samples)
    const where = () =>
      `segments.${Math.floor(row / channels)}.${row % channels}, channel ${model.channels[row % channels]},`
    let low = channel[0]
    let high = channel[0]
    for (let i = 1; i < samples; i++) {
      if (channel[i] < low) low = channel[i]
      if (channel[i] > high) high = channel[i]
    }
    if (high - low < flatRange) {
      throw badRequest(`${where()} is ${low} throughout, and must vary: is its electrode in contact?`)
    }
    if (high > largest || low < -largest) {
      throw badRequest(
        `${where()} reaches ${high > largest ? high : low} µV, and must stay within ${largest} µV`,
      )
    }
  }
}

/** @throws RequestError if they are none, not as long, or lack a channel of the model */
export function segmentsOf(model: EegModel, { channels: names, segments }: EegRequest): Segments {
  const channels = model.channels.length
  const places = names === undefined ? undefined : placesIn(model, names)
  checkCount(model, segments.length)
  const data = new Float64Array(segments.length * channels * segmentSamples)
  segments.forEach((segment, s) => {
    if (names === undefined) checkChannels(model, `segments.${s}`, segment.length)
    else if (segment.length !== names.length) {
      throw badRequest(
        `segments.${s} has ${segment.length} channels, and must have ${names.length}, as channels names them`,
      )
    }
    for (let c = 0; c < channels; c++) {
      const place = places?.[c] ?? c
      const row = segment[place]
      if (row.length !== segmentSamples) {
        throw badRequest(
          `segments.${s}.${place} has ${row.length} samples, and must have ${segmentSamples}: 3 s at ${sampleRate} Hz`,
        )
      }
      data.set(row, (s * channels + c) * segmentSamples)
    }
  })
  return { data, count: segments.length, channels, samples: segmentSamples }
}

/** Where the model's channels are among those named. */
function placesIn({ channels }: EegModel, names: readonly string[]): number[] {
  const plain = names.map((name) => channelName(name).toLowerCase())
  const places = channels.map((channel) => plain.indexOf(channel.toLowerCase()))
  const lacks = channels.filter((_, c) => places[c] === -1)
  if (lacks.length === 0) return places
  throw badRequest(`channels lacks ${lacks.slice(0, 64).join(', ')}, and must name all of the model's`)
}

function checkCount({ channels }: EegModel, count: number): void {
  if (count > 0) return
  throw badRequest(
    `segments is empty, and must hold one segment or more, each of ${channels.length} channels: ${channels.slice(0, 64).join(', ')}`,
  )
}

/** @throws RequestError if the channels are not as many as the model's */
export function segmentsOfTensor(model: EegModel, { name, shape, data }: Tensor): Segments {
  checkCount(model, shape[0])
  checkChannels(model, name, shape[1])
  return { data: data as Float64Array, count: shape[0], channels: shape[1], samples: shape[2] }
}

function checkChannels({ channels }: EegModel, what: string, found: number): void {
  if (found === channels.length) return
  throw badRequest(
    `${what} has ${found} channels, and must have ${channels.length}: ${channels.slice(0, 64).join(', ')}`,
  )
}

/** Signal powers of the request's segments, in the mean. */
export function meanPowers(model: EegModel, asked: EegRequest): Float64Array {
  const means = new Float64Array(powerNames.length)
  const { data, rows, columns } = signalPowers(segmentsOf(model, asked))
  for (let i = 0; i < data.length; i++) means[i % columns] += data[i] / rows
  return means
}
