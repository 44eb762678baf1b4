import type { Matrix } from '../matrix.ts'
import type { Sections } from './butterworth.ts'

/** Samples that a signal is prolonged by on each side; it must have more than these. */
export function paddingOf(sections: Sections): number {
  let first = 0
  let second = 0
  for (let s = 0; s < sections.length; s += 6) {
    if (sections[s + 2] === 0) first++
    if (sections[s + 5] === 0) second++
  }
  return 3 * ((2 * sections.length) / 6 + 1 - Math.min(first, second))
}

/**
 * Filters each row forward and backward, so that no frequency is delayed (Gustafsson 1996 on where it starts), as
 * `scipy.signal.sosfiltfilt`: the row is prolonged at both ends by its point reflection, and the filter starts there as
 * if the first value had lasted for ever.
 *
 * @param signals signals x samples
 * @throws RangeError if there are too few samples
 */
export function filterBothWays(sections: Sections, signals: Matrix): Matrix {
  const { data, rows, columns } = signals
  const padding = paddingOf(sections)
  if (columns <= padding) {
    throw new RangeError(`signals: ${columns} samples, expected more than ${padding} for this filter`)
  }
  const start = steadyState(sections)
  const filtered = new Float64Array(data.length)
  const long = new Float64Array(columns + 2 * padding)
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns)
    const last = row[columns - 1]
    for (let i = 0; i < padding; i++) {
      long[i] = 2 * row[0] - row[padding - i]
      long[padding + columns + i] = 2 * last - row[columns - 2 - i]
    }
    long.set(row, padding)
    filterInPlace(sections, start, long)
    long.reverse()
    filterInPlace(sections, start, long)
    long.reverse()
    filtered.set(long.subarray(padding, padding + columns), r * columns)
  }
  return { data: filtered, rows, columns }
}

/** The two delays of each section after an endless row of ones. */
function steadyState(sections: Sections): Float64Array {
  const state = new Float64Array(sections.length / 3)
  let level = 1
  for (let s = 0; s < sections.length; s += 6) {
    const [b0, b1, b2, , a1, a2] = sections.subarray(s, s + 6)
    const first = (b1 + b2 - (a1 + a2) * b0) / (1 + a1 + a2)
    state[s / 3] = level * first
    state[s / 3 + 1] = level * ((1 + a1) * first - (b1 - a1 * b0))
    level *= (b0 + b1 + b2) / (1 + a1 + a2)
  }
  return state
}

/** Direct form II transposed, section by section. */
function filterInPlace(sections: Sections, start: Float64Array, signal: Float64Array): void {
  const first = signal[0]
  for (let s = 0; s < sections.length; s += 6) {
    const [b0, b1, b2, , a1, a2] = sections.subarray(s, s + 6)
    let one = start[s / 3] * first
    let two = start[s / 3 + 1] * first
    for (let i = 0; i < signal.length; i++) {
      const x = signal[i]
      const y = b0 * x + one
      one = b1 * x - a1 * y + two
      two = b2 * x - a2 * y
      signal[i] = y
    }
  }
}
