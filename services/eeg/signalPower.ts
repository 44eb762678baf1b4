import type { Matrix } from '../learn/matrix.ts'
import type { Segments } from '../learn/segments.ts'

/** What is watched of segments: whatever the channels and the patterns are, a loose electrode or another amplifier moves it. */
export const powerNames = ['mean power', 'spread of power', 'lowest power', 'highest power'] as const

/**
 * Powers of the channels of each segment, in the mean, their standard deviation, the lowest and the highest; as common
 * logarithms of µV².
 *
 * @param segments - not filtered; what is constant counts for nothing
 * @returns segments x 4
 */
export function signalPowers({ data, count, channels, samples }: Segments): Matrix {
  const powers = new Float64Array(count * powerNames.length)
  const own = new Float64Array(channels)
  for (let s = 0; s < count; s++) {
    for (let c = 0; c < channels; c++) {
      let sum = 0
      let squares = 0
      const start = (s * channels + c) * samples
      for (let i = 0; i < samples; i++) {
        const centred = data[start + i] - data[start]
        sum += centred
        squares += centred * centred
      }
      own[c] = Math.log10(Math.max(squares / samples - (sum / samples) ** 2, 1e-12))
    }
    const mean = own.reduce((sum, value) => sum + value, 0) / channels
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels
    powers.set([mean, Math.sqrt(variance), Math.min(...own), Math.max(...own)], s * powerNames.length)
  }
  return { data: powers, rows: count, columns: powerNames.length }
}
