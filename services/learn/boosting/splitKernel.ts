import {
  add,
  and,
  assemble,
  type Code,
  constant,
  double,
  f64,
  get,
  i32,
  instantiate,
  lessThan,
  lessThanSigned,
  load,
  notEqual,
  or,
  repeatWhile,
  set,
  store,
  type WasmFunction,
  when,
} from '../simd/assemble.ts'

/** A split leaves both sides so much hessian, as LightGBM's. */
export const LEAST_HESSIAN = 1e-3

/**
 * Words of a scan in memory: where the bins begin in a histogram and where they end, and the step from one to the next; a
 * step back is only worthwhile if the bin in the last word has rows. All are bytes.
 */
export const SCAN_WORDS = 4

/**
 * What is known of the best split, in memory: numerator and denominator of its score, which a better one must exceed, then
 * gradient and hessian of the side that was added up, as doubles; the bytes of its scan and of its bin, as words.
 */
export const splitFields = {
  numerator: 0,
  denominator: 8,
  gradient: 16,
  hessian: 24,
  scan: 32,
  bin: 36,
  bytes: 40,
} as const

/**
 * Searches the best split of a node over scans of bins, which are added to one side one by one. The score of a split,
 * G² / H of both sides, is compared as a fraction, so that no bin costs a division.
 *
 * @param histogram - byte of the node's histogram
 * @param scan - byte of the first scan; they end before `end`, and there is one at least
 * @param found - byte of `splitFields`
 * @param gradient - of the node, as are hessian and count; gradients are the integers of fixedPoint.ts, so that no square
 *   overflows
 * @param least - rows on each side
 * @param unit - what a row adds to a packed gradient, and 1 / unit
 */
export type FindSplit = (
  histogram: number,
  scan: number,
  end: number,
  found: number,
  gradient: number,
  hessian: number,
  count: number,
  least: number,
  l2: number,
  unit: number,
  perRow: number,
) => void

const [histogram, scan, end, found] = [0, 1, 2, 3]
const [gradient, hessian, count, least, l2, unit, perRow] = [4, 5, 6, 7, 8, 9, 10]
const [bin, last, step] = [11, 12, 13]
const [packed, summed, left, right, gradientLeft, hessianLeft, gradientRight, hessianRight] = [
  14, 15, 16, 17, 18, 19, 20, 21,
]
const [numerator, denominator, best, bestDenominator] = [22, 23, 24, 25]

const { multiply, subtract, atLeast, greater } = double
const zero = double.constant(0)
const all = (...conditions: Code[]): Code => conditions.reduce(and)
const square = (local: number) => multiply(get(local), get(local))

function findSplit(name: string, stride: 1 | 2): WasmFunction {
  const consider = [
    set(gradientLeft, subtract(get(packed), multiply(get(left), get(unit)))),
    set(gradientRight, subtract(get(gradient), get(gradientLeft))),
    set(numerator, double.add(get(hessianRight), get(l2))),
    set(denominator, double.add(get(hessianLeft), get(l2))),
    set(
      numerator,
      double.add(
        multiply(square(gradientLeft), get(numerator)),
        multiply(square(gradientRight), get(denominator)),
      ),
    ),
    set(denominator, multiply(get(denominator), double.add(get(hessianRight), get(l2)))),
    when(greater(multiply(get(numerator), get(bestDenominator)), multiply(get(best), get(denominator))), [
      set(best, get(numerator)),
      set(bestDenominator, get(denominator)),
      double.store(get(found), get(gradientLeft), splitFields.gradient),
      double.store(get(found), get(hessianLeft), splitFields.hessian),
      store(get(found), get(scan), splitFields.scan),
      store(get(found), get(bin), splitFields.bin),
    ]),
  ]
  const addBin = [
    set(packed, double.add(get(packed), double.load(get(bin)))),
    set(left, double.nearest(multiply(get(packed), get(perRow)))),
    set(right, subtract(get(count), get(left))),
    ...(stride === 2
      ? [set(summed, double.add(get(summed), double.load(get(bin), 8))), set(hessianLeft, get(summed))]
      : [set(hessianLeft, get(left))]),
    set(hessianRight, subtract(get(hessian), get(hessianLeft))),
    when(
      all(
        atLeast(get(left), get(least)),
        atLeast(get(right), get(least)),
        atLeast(get(hessianLeft), double.constant(LEAST_HESSIAN)),
        atLeast(get(hessianRight), double.constant(LEAST_HESSIAN)),
      ),
      consider,
    ),
    set(bin, add(get(bin), get(step))),
  ]
  const isForward = lessThanSigned(constant(0), load(get(scan), 8))
  const isWorthwhile = or(
    isForward,
    double.notEqual(double.load(add(get(histogram), load(get(scan), 12))), zero),
  )
  return {
    name,
    parameters: [i32, i32, i32, i32, f64, f64, f64, f64, f64, f64, f64],
    results: [],
    locals: [i32, i32, i32, ...new Array(12).fill(f64)],
    body: [
      set(best, double.load(get(found))),
      set(bestDenominator, double.load(get(found), splitFields.denominator)),
      repeatWhile(lessThan(get(scan), get(end)), [
        when(isWorthwhile, [
          set(bin, add(get(histogram), load(get(scan)))),
          set(last, add(get(histogram), load(get(scan), 4))),
          set(step, load(get(scan), 8)),
          set(packed, zero),
          set(summed, zero),
          repeatWhile(all(notEqual(get(bin), get(last)), atLeast(get(right), get(least))), addBin),
        ]),
        set(scan, add(get(scan), constant(4 * SCAN_WORDS))),
      ]),
      double.store(get(found), get(best)),
      double.store(get(found), get(bestDenominator), splitFields.denominator),
    ],
  }
}

const module = assemble([findSplit('find1', 1), findSplit('find2', 2)])

export function findSplitIn(memory: WebAssembly.Memory, stride: 1 | 2): FindSplit {
  return instantiate<Record<string, FindSplit>>(module, memory)[`find${stride}`]
}
