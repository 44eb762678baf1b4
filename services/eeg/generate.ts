import { createRandom, type Random, shuffle } from '../learn/random.ts'
import { type NamedFile, packArchive } from './archive.ts'
import type { Annotation } from './edf/edf.ts'
import { writeEdf } from './edf/writeEdf.ts'
import { montage, truth } from './truth.ts'

const rate = 160
const recordings = 2
const trialsPerRecording = 30
const restSeconds = 2
const taskSeconds = 4
const backgroundSources = 8

/** Two recordings of a person who does not exist, as one archive; the same seed gives the same bytes. */
export function generate(seed: number): Uint8Array {
  const random = createRandom(seed)
  const places = Array.from({ length: backgroundSources }, () => [
    6 * random.uniform() - 3,
    5 * random.uniform() - 3,
  ])
  const files = Array.from({ length: recordings }, (_, r): NamedFile => {
    const cues = shuffle(
      Array.from(
        { length: trialsPerRecording },
        (_, t) => (t % 2 === 0 ? 'left' : 'right') as 'left' | 'right',
      ),
      random,
    )
    return { name: `P01R${String(r + 1).padStart(2, '0')}.edf`, bytes: recording(cues, places, random) }
  })
  return packArchive(files)
}

function recording(
  cues: readonly ('left' | 'right')[],
  places: readonly (readonly number[])[],
  random: Random,
): Uint8Array {
  const duration = cues.length * (restSeconds + taskSeconds)
  const length = duration * rate
  const annotations = cues.flatMap((cue, t): Annotation[] => {
    const onset = t * (restSeconds + taskSeconds)
    return [
      { onset, duration: restSeconds, text: 'T0' },
      { onset: onset + restSeconds, duration: taskSeconds, text: cue === 'left' ? 'T1' : 'T2' },
    ]
  })
  const rhythms = Object.entries(truth.quieter).map(([label, electrode]) => ({
    place: montage[electrode],
    waves: rhythm(length, random, (second) => {
      const within = second % (restSeconds + taskSeconds)
      const imagines =
        within >= restSeconds && cues[Math.floor(second / (restSeconds + taskSeconds))] === label
      return imagines ? truth.left : 1
    }),
  }))
  const sources = [...rhythms, ...places.map((place) => ({ place, waves: drift(length, random) }))]
  const signals = Object.entries(montage).map(([label, at]) => {
    const samples = new Float64Array(length)
    for (let i = 0; i < length; i++) {
      samples[i] = 2 * random.normal() + 3 * Math.sin((2 * Math.PI * 50 * i) / rate)
    }
    for (const { place, waves } of sources) {
      const weight = Math.exp(-((place[0] - at[0]) ** 2 + (place[1] - at[1]) ** 2) / 3)
      for (let i = 0; i < length; i++) samples[i] += weight * waves[i]
    }
    return { label, unit: 'uV', sampleRate: rate, samples }
  })
  return writeEdf({ signals, annotations, duration })
}

/** A wave whose phase and strength wander; `left` is the share of its strength in each second. */
function rhythm(length: number, random: Random, left: (second: number) => number): Float64Array {
  let phase = 0
  let strength = 0
  let share = 1
  return Float64Array.from({ length }, (_, i) => {
    phase += (2 * Math.PI * truth.hertz) / rate + 0.05 * random.normal()
    strength = 0.99 * strength + 0.04 * random.normal()
    share += 0.03 * (left(i / rate) - share)
    return truth.amplitude * share * Math.exp(strength) * Math.sin(phase)
  })
}

/** Noise with most of its power at low frequencies. */
function drift(length: number, random: Random): Float64Array {
  let value = 0
  return Float64Array.from({ length }, () => {
    value = 0.95 * value + 4 * random.normal()
    return value
  })
}
