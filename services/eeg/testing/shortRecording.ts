import { createRandom } from '../../learn/random.ts'
import type { Annotation, Recording } from '../edf/edf.ts'

export interface ShortOptions {
  readonly seed?: number
  readonly channels?: readonly string[]
  readonly unit?: string
  readonly sampleRate?: number
  readonly seconds?: number
  readonly annotations?: readonly Annotation[]
  /** µV, by channel. */
  readonly amplitude?: (channel: number) => number
}

/** Noise of some seconds, with four cues. */
export function shortRecording({
  seed = 1,
  channels = ['C3', 'Cz', 'C4'],
  unit = 'uV',
  sampleRate = 160,
  seconds = 20,
  annotations = [1, 5, 9, 13].map((onset, i) => ({ onset, duration: 4, text: i % 2 === 0 ? 'T1' : 'T2' })),
  amplitude = () => 20,
}: ShortOptions = {}): Recording {
  const random = createRandom(seed)
  const signals = channels.map((label, c) => ({
    label,
    unit,
    sampleRate,
    samples: Float64Array.from({ length: seconds * sampleRate }, () => amplitude(c) * random.normal()),
  }))
  return { signals, annotations, duration: seconds }
}
