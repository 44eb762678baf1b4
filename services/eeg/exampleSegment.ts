import { createRandom } from '../learn/random.ts'
import { sampleRate } from './channels.ts'
import { segmentSamples } from './clean.ts'

/** Of the channels of a segment, as logarithms of µV²: in the mean, their standard deviation, the lowest and the highest. */
type Powers = readonly [mean: number, spread: number, lowest: number, highest: number]

/**
 * One invented segment of such powers: noise with most of its power at low frequencies, and a rhythm of 10 Hz. In whole µV,
 * so that it is short, or in hundredths where a channel is weak.
 *
 * @returns channels x samples
 */
export function exampleSegment(channels: number, powers: Powers = [2.3, 0.2, 1.8, 2.8]): number[][] {
  const random = createRandom(1)
  const parts = powers[2] > 0.5 ? 1 : 100
  return logPowersOf(channels, powers).map((power) => {
    const phase = 2 * Math.PI * random.uniform()
    let noise = 0
    const wave = Array.from({ length: segmentSamples }, (_, i) => {
      noise = 0.95 * noise + 0.3 * random.normal()
      return noise + 0.6 * Math.sin(phase + (2 * Math.PI * 10 * i) / sampleRate)
    })
    const mean = wave.reduce((sum, value) => sum + value, 0) / segmentSamples
    const variance = wave.reduce((sum, value) => sum + (value - mean) ** 2, 0) / segmentSamples
    const scale = Math.sqrt(10 ** power / variance)
    // JSON has no -0.
    return wave.map((value) => (Math.round(parts * scale * (value - mean)) + 0) / parts)
  })
}

/** One channel has the lowest, one the highest, the others lie evenly about what is left for them. */
function logPowersOf(channels: number, [mean, spread, lowest, highest]: Powers): number[] {
  const others = channels - 2
  if (others < 1) return [lowest, highest].slice(0, channels)
  const centre = (channels * mean - lowest - highest) / others
  const squares = channels * spread ** 2 - (lowest - mean) ** 2 - (highest - mean) ** 2
  const aside = Math.sqrt(Math.max(0, squares / others - (centre - mean) ** 2))
  return [
    ...[lowest, highest],
    ...Array.from({ length: others }, (_, c) => centre + (c % 2 === 0 ? aside : -aside)),
  ]
}
