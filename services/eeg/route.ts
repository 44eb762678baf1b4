import { z } from 'zod'
import type { Segments } from '../learn/segments.ts'
import { badRequest } from '../runtime/requestError.ts'
import type { Route, Tensor } from '../runtime/workload.ts'
import { sampleRate } from './channels.ts'
import { flatRange, segmentSamples } from './clean.ts'
import { type Classified, classify, type EegModel } from './model.ts'
import { powerNames, signalPowers } from './signalPower.ts'

export const request = z.strictObject({
  segments: z
    .array(z.array(z.array(z.number())))
    .describe(
      `segments x channels x ${segmentSamples} samples in µV at ${sampleRate} Hz, not filtered, the channels in the model's order; ` +
        'none are answered with that order',
    ),
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
    .describe("the model's channels, in the order in which segments must have them"),
})

export type EegRequest = z.output<typeof request>
export type EegResponse = z.output<typeof response>

export const route: Route<EegModel, EegRequest, EegResponse> = {
  path: '/classify',
  summary: 'Which movement was imagined in segments of EEG',
  request,
  response,
  example: { segments: [] },
  predict: (model, { segments }) => answer(model, flatten(model, segments)),
  binary: {
    datatype: 'FP32',
    shape: [-1, -1, segmentSamples],
    predict: (model, tensor) => answer(model, segmentsOfTensor(model, tensor)),
  },
  predictions: ({ scores }) => scores.map((of) => Math.max(...Object.values(of))),
}

function answer(model: EegModel, segments: Segments): EegResponse {
  const { labels, channels } = model
  if (segments.count === 0) return { labels: [], scores: [], channels: [...channels] }
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

/** @throws RequestError naming a channel that is constant, an electrode without contact, or beyond any amplifier */
export function classifyChecked(model: EegModel, segments: Segments): Classified {
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
  return classify(model, segments)
}

function flatten(model: EegModel, segments: EegRequest['segments']): Segments {
  const channels = model.channels.length
  const data = new Float64Array(segments.length * channels * segmentSamples)
  segments.forEach((segment, s) => {
    checkChannels(model, `segments.${s}`, segment.length)
    segment.forEach((row, c) => {
      if (row.length !== segmentSamples) {
        throw badRequest(
          `segments.${s}.${c} has ${row.length} samples, and must have ${segmentSamples}: 3 s at ${sampleRate} Hz`,
        )
      }
      data.set(row, (s * channels + c) * segmentSamples)
    })
  })
  return { data, count: segments.length, channels, samples: segmentSamples }
}

/** @throws RequestError if the channels are not as many as the model's */
export function segmentsOfTensor(model: EegModel, { name, shape, data }: Tensor): Segments {
  checkChannels(model, name, shape[1])
  return { data: data as Float64Array, count: shape[0], channels: shape[1], samples: shape[2] }
}

function checkChannels({ channels }: EegModel, what: string, found: number): void {
  if (found === channels.length) return
  throw badRequest(
    `${what} has ${found} channels, and must have ${channels.length}: ${channels.slice(0, 64).join(', ')}`,
  )
}

/** Signal powers of the request's segments, in the mean; NaN where it has none. */
export function meanPowers(model: EegModel, { segments }: EegRequest): Float64Array {
  const means = new Float64Array(powerNames.length)
  if (segments.length === 0) return means.fill(Number.NaN)
  const { data, rows, columns } = signalPowers(flatten(model, segments))
  for (let i = 0; i < data.length; i++) means[i % columns] += data[i] / rows
  return means
}
