import { checkInteger } from '../check.ts'

type Complex = readonly [re: number, im: number]

const add = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]]
const subtract = (a: Complex, b: Complex): Complex => [a[0] - b[0], a[1] - b[1]]
const scale = (a: Complex, factor: number): Complex => [a[0] * factor, a[1] * factor]
const multiply = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
const divide = (a: Complex, b: Complex): Complex =>
  scale(multiply(a, [b[0], -b[1]]), 1 / (b[0] * b[0] + b[1] * b[1]))
const absolute = (a: Complex) => Math.hypot(a[0], a[1])
function squareRoot(a: Complex): Complex {
  const root = Math.sqrt((absolute(a) + Math.abs(a[0])) / 2)
  if (root === 0) return [0, 0]
  const other = a[1] / (2 * root)
  return a[0] >= 0 ? [root, other] : [Math.abs(other), a[1] < 0 ? -root : root]
}

/** Second-order sections: b0, b1, b2, 1, a1, a2 of each, one after the other. */
export type Sections = Float64Array

export interface ButterworthOptions {
  /** Of the prototype: a band-pass has twice as many poles. */
  readonly order: number
  /** Corner frequency in Hz of a low-pass or high-pass; both corners of a band-pass. */
  readonly corner: number | readonly [low: number, high: number]
  readonly kind: 'lowpass' | 'highpass' | 'bandpass'
  /** Samples a second. */
  readonly sampleRate: number
}

/**
 * Digital Butterworth filter (Butterworth 1930) by the bilinear transform of its warped prototype, as
 * `scipy.signal.butter(..., output='sos', fs=...)`, with its pairing of poles and zeros.
 *
 * @throws RangeError unless the corners lie, in order, between 0 and half the sample rate
 */
export function butterworth({ order, corner, kind, sampleRate }: ButterworthOptions): Sections {
  checkInteger('order', order, 1, 30)
  const corners = typeof corner === 'number' ? [corner] : corner
  const wanted = kind === 'bandpass' ? 2 : 1
  const rising = corners.every((hertz, i) => hertz > (i === 0 ? 0 : corners[i - 1]) && hertz < sampleRate / 2)
  if (corners.length !== wanted || !rising) {
    throw new RangeError(
      `corner: ${corners.join(', ')} Hz, expected ${wanted} rising between 0 and ${sampleRate / 2} Hz, ` +
        `half the sample rate`,
    )
  }
  const [low, high = 0] = corners.map((hertz) => 4 * Math.tan((Math.PI * hertz) / sampleRate))
  const prototype = Array.from({ length: order }, (_, k): Complex => {
    const angle = (Math.PI * (2 * k + 1 - order)) / (2 * order)
    return [-Math.cos(angle), -Math.sin(angle)]
  })
  let analog: readonly Complex[]
  let gain = 1
  let zerosAtOrigin = 0
  if (kind === 'lowpass') {
    analog = prototype.map((pole) => scale(pole, low))
    gain = low ** order
  } else if (kind === 'highpass') {
    analog = prototype.map((pole) => divide([low, 0], pole))
    zerosAtOrigin = order
  } else {
    analog = prototype.flatMap((pole) => {
      const half = scale(pole, (high - low) / 2)
      const root = squareRoot(subtract(multiply(half, half), [low * high, 0]))
      return [add(half, root), subtract(half, root)]
    })
    gain = (high - low) ** order
    zerosAtOrigin = order
  }
  const poles = analog.map((pole) => divide(add([4, 0], pole), subtract([4, 0], pole)))
  const denominator = analog.reduce((product, pole) => multiply(product, subtract([4, 0], pole)), [
    1, 0,
  ] as Complex)
  const zeros = Array.from({ length: poles.length }, (_, i) => (i < poles.length - zerosAtOrigin ? -1 : 1))
  return pair(poles, zeros, (gain * 4 ** zerosAtOrigin * denominator[0]) / absolute(denominator) ** 2)
}

const roundOff = 100 * Number.EPSILON

/** Sections from the pole nearest the unit circle, which comes last, to the farthest, each with the zeros nearest to it. */
function pair(poles: readonly Complex[], realZeros: readonly number[], gain: number): Sections {
  const isReal = ([re, im]: Complex) => Math.abs(im) <= roundOff * Math.hypot(re, im)
  const left = poles.filter((pole) => isReal(pole) || pole[1] > 0).sort((a, b) => a[0] - b[0])
  const zeros = [...realZeros]
  if (poles.length % 2 === 1) {
    left.push([0, 0])
    zeros.push(0)
  }
  const takeWorst = (candidates: readonly Complex[]): Complex => {
    const worst = candidates.reduce((a, b) => (Math.abs(1 - absolute(b)) < Math.abs(1 - absolute(a)) ? b : a))
    left.splice(left.indexOf(worst), 1)
    return worst
  }
  const takeNearestZero = (pole: Complex): number => {
    const distance = (zero: number) => absolute(subtract(pole, [zero, 0]))
    const nearest = zeros.reduce((a, b) => (distance(b) < distance(a) ? b : a))
    zeros.splice(zeros.indexOf(nearest), 1)
    return nearest
  }
  const sections: number[][] = []
  while (left.length > 0) {
    const pole = takeWorst(left)
    const real = isReal(pole)
    const other: Complex = real ? takeWorst(left.filter(isReal)) : [pole[0], -pole[1]]
    const zero = takeNearestZero(pole)
    const second = takeNearestZero(pole)
    sections.unshift([
      ...[1, -(zero + second), zero * second],
      ...[1, -(pole[0] + other[0]), multiply(pole, other)[0]],
    ])
  }
  for (let c = 0; c < 3; c++) sections[0][c] *= gain
  return Float64Array.from(sections.flat())
}
