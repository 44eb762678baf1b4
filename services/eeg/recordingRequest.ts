import { DataError } from '../runtime/errors.ts'
import type { RequestOfFile } from '../runtime/workload/serving.ts'
import { eegChannels, sampleRate } from './channels.ts'
import { segmentSamples } from './clean.ts'
import { readEdf } from './edf/readEdf.ts'
import { labelOf } from './labels.ts'
import type { EegRequest, EegResponse } from './route.ts'

/**
 * What to ask about a recording: the 3 s after each annotation of a movement; without any, all of it, 3 s after 3 s. Values
 * to a hundredth of a µV.
 *
 * @throws DataError if it cannot be read, or is shorter than a segment
 */
export function recordingRequest(bytes: Uint8Array, name: string): RequestOfFile<EegRequest, EegResponse> {
  const { signals, annotations } = readEdf(bytes, name)
  const channels = eegChannels(signals, name)
  const { length } = channels[0].samples
  const cued = annotations.flatMap(({ onset, text }) => {
    const label = labelOf(text, name)
    return label === undefined ? [] : [{ start: Math.round(onset * sampleRate), label }]
  })
  const windows = Array.from({ length: Math.floor(length / segmentSamples) }, (_, s) => s * segmentSamples)
  const starts = cued.length > 0 ? cued.map(({ start }) => start) : windows
  const whole = starts.filter((start) => start >= 0 && start + segmentSamples <= length)
  if (whole.length === 0)
    throw new DataError(`${name} has no segment of 3 s; it has ${length / sampleRate} s`)
  const asked = cued.filter(({ start }) => whole.includes(start)).map(({ label }) => label)
  return {
    request: {
      channels: channels.map((channel) => channel.name),
      segments: whole.map((start) =>
        channels.map(({ samples }) =>
          Array.from(
            samples.subarray(start, start + segmentSamples),
            (value) => Math.round(value * 100) / 100,
          ),
        ),
      ),
    },
    note: `${whole.length} segments of ${name}${asked.length > 0 ? `; to be imagined was: ${asked.join(', ')}` : ''}`,
    judge: asked.length > 0 ? (answer) => agreement(asked, answer) : undefined,
  }
}

function agreement(asked: readonly string[], { labels, scores }: EegResponse): string {
  const agreed = labels.filter((label, s) => label === asked[s]).length
  const unknown = [...new Set(asked)].filter((label) => !Object.hasOwn(scores[0], label))
  const why = unknown.length === 0 ? '' : `; the model knows no ${unknown.join(', ')}`
  return `${agreed} of ${asked.length} answers are what was to be imagined${why}`
}
