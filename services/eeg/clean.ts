import { createHash } from 'node:crypto'
import { DataError } from '../runtime/errors.ts'
import type { Cleaned } from '../runtime/workload/data.ts'
import { unpackArchive } from './archive.ts'
import { type Channel, eegChannels, sampleRate } from './channels.ts'
import { readEdf } from './edf/readEdf.ts'
import { isRest, labelOf } from './labels.ts'

/** Of every segment: 3 s. */
export const segmentSamples = 3 * sampleRate

/** One segment of EEG, from the moment a person was told what to imagine. */
export interface Trial {
  readonly recording: string
  /** Seconds from the start of the recording. */
  readonly onset: number
  /** `left`, `right`, `feet`, `tongue`, `fists` */
  readonly label: string
  /** Names, in the order of the samples. */
  readonly channels: readonly string[]
  /** channels x 750, in µV at 250 Hz, not filtered. */
  readonly samples: Float32Array
}

/** What cleaning does, by the names that are counted. */
export const rules = {
  repeated_recording_dropped: 'the same recording under another name',
  rest_left_out: 'an annotation of rest',
  other_annotation_left_out: 'an annotation that names no movement',
  short_segment_dropped: 'the recording ends less than 3 s after the annotation',
  flat_channel_dropped: 'a channel is constant: an electrode without contact',
  artefact_dropped: 'a channel moves by more than 1,000 µV: no EEG does',
} as const

/** µV: a channel that moves by less has no contact. */
export const flatRange = 1e-6
const largestRange = 1000

/** @throws DataError if a recording cannot be read, recordings have different channels, or too few segments are left */
export async function clean(file: Uint8Array): Promise<Cleaned<Trial>> {
  const counts = Object.fromEntries(Object.keys(rules).map((name) => [name, 0])) as Record<
    keyof typeof rules,
    number
  >
  const seen = new Set<string>()
  const examples: Trial[] = []
  let rowsRead = 0
  let first: { name: string; channels: readonly string[] } | undefined
  for (const { name, bytes } of await unpackArchive(file)) {
    const { signals, annotations } = readEdf(bytes, name)
    rowsRead += annotations.length
    const digest = createHash('sha256').update(bytes).digest('hex')
    if (seen.has(digest)) {
      counts.repeated_recording_dropped += annotations.length
      continue
    }
    seen.add(digest)
    const channels = eegChannels(signals, name)
    const names = channels.map((channel) => channel.name)
    first ??= { name, channels: names }
    checkSameChannels(first, { name, channels: names })
    for (const { onset, text } of annotations) {
      const label = labelOf(text, name)
      if (label === undefined) {
        if (isRest(text)) counts.rest_left_out++
        else counts.other_annotation_left_out++
        continue
      }
      const samples = cut(channels, Math.round(onset * sampleRate))
      if (typeof samples === 'string') counts[samples]++
      else examples.push({ recording: name, onset, label, channels: first.channels, samples })
    }
  }
  if (first === undefined) throw new DataError('the archive has no recording; files in EDF are looked for')
  if (new Set(examples.map(({ label }) => label)).size < 2) {
    const labels = [...new Set(examples.map(({ label }) => label))].join(', ') || 'none'
    const reasons = Object.entries(counts).flatMap(([rule, count]) =>
      count === 0 ? [] : [`${rule} ${count} (${rules[rule as keyof typeof rules]})`],
    )
    throw new DataError(
      `${examples.length} usable segments of ${rowsRead} annotations, with the labels: ${labels}; segments of two labels or more ` +
        `are needed, by annotations as left, right, feet, tongue, T1, T2 or 769 to 772; ${reasons.join('; ') || 'no other annotation'}`,
    )
  }
  return { examples, rowsRead, rules: counts }
}

function checkSameChannels(one: { name: string; channels: readonly string[] }, other: typeof one): void {
  const lacks = one.channels.filter((channel) => !other.channels.includes(channel))
  const has = other.channels.filter((channel) => !one.channels.includes(channel))
  if (lacks.length > 0 || has.length > 0 || one.channels.join() !== other.channels.join()) {
    const differences = [
      lacks.length > 0 ? `lacks ${lacks.slice(0, 5).join(', ')}` : '',
      has.length > 0 ? `has ${has.slice(0, 5).join(', ')} besides` : '',
    ].filter(Boolean)
    throw new DataError(
      `${other.name} ${differences.join(' and ') || 'has another order of channels'}, compared with ${one.name}; ` +
        'recordings that are learnt from together must have the same channels',
    )
  }
}

/** The segment from that sample; or the rule that drops it. */
function cut(channels: readonly Channel[], start: number): Float32Array | keyof typeof rules {
  const samples = new Float32Array(channels.length * segmentSamples)
  for (const [c, channel] of channels.entries()) {
    if (start < 0 || start + segmentSamples > channel.samples.length) return 'short_segment_dropped'
    const segment = channel.samples.subarray(start, start + segmentSamples)
    let low = Infinity
    let high = -Infinity
    for (let i = 0; i < segmentSamples; i++) {
      if (segment[i] < low) low = segment[i]
      if (segment[i] > high) high = segment[i]
    }
    if (high - low < flatRange) return 'flat_channel_dropped'
    if (high - low > largestRange) return 'artefact_dropped'
    samples.set(segment, c * segmentSamples)
  }
  return samples
}
