import { checkInteger } from '../check.ts'

/**
 * Changes the sample rate by `up` / `down` with a windowed-sinc low-pass of zero phase (Kaiser window of beta 5), computed
 * only where there is an output (Crochiere and Rabiner 1983), as `scipy.signal.resample_poly`. Beyond its ends the signal
 * is taken for 0: subtract a mean that matters.
 *
 * @returns ceil(length * up / down) samples
 */
export function resample(signal: ArrayLike<number>, up: number, down: number): Float64Array {
  checkInteger('up', up, 1, 1e6)
  checkInteger('down', down, 1, 1e6)
  const divisor = greatestCommonDivisor(up, down)
  const u = up / divisor
  const d = down / divisor
  if (u === d) return Float64Array.from(signal)
  const half = 10 * Math.max(u, d)
  const filter = lowPass(half, Math.max(u, d), u)
  const resampled = new Float64Array(Math.ceil((signal.length * u) / d))
  for (let m = 0; m < resampled.length; m++) {
    const centre = m * d
    const from = Math.max(0, Math.ceil((centre - half) / u))
    const to = Math.min(signal.length - 1, Math.floor((centre + half) / u))
    let sum = 0
    for (let k = from; k <= to; k++) sum += signal[k] * filter[centre - k * u + half]
    resampled[m] = sum
  }
  return resampled
}

/** The share `up` / `down` that turns one sample rate into another: 160 Hz to 250 Hz is 25 / 16. */
export function resamplingRatio(from: number, to: number): { up: number; down: number } {
  const scaled = [from, to].map((hertz) => Math.round(hertz * 1000))
  const divisor = greatestCommonDivisor(scaled[0], scaled[1])
  return { up: scaled[1] / divisor, down: scaled[0] / divisor }
}

function lowPass(half: number, rate: number, gain: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const t = i - half
    const x = (Math.PI * t) / rate
    const sinc = t === 0 ? 1 : Math.sin(x) / x
    return sinc * besselI0(5 * Math.sqrt(1 - (t / half) ** 2))
  })
  const sum = taps.reduce((total, tap) => total + tap, 0)
  return taps.map((tap) => (tap / sum) * gain)
}

/** Modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
