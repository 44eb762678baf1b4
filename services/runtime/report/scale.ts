/** Numbers to places along an axis. */
export interface Scale {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  /** 0 at the low end to 1 at the high end; NaN for what has no place. */
  place(value: number): number
}

/** 1, 2 or 5 times a power of ten: the least such step that cuts a span into at most `parts`. */
function niceStep(span: number, parts: number): number {
  const power = 10 ** Math.floor(Math.log10(span / parts))
  const ratio = span / parts / power
  return (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10) * power
}

function linearScale(low: number, high: number): Scale {
  const size = Math.max(Math.abs(low), Math.abs(high))
  const around = size < 1e-300 ? 1 : size
  const isWide = high - low > 1e-9 * around
  const [from, to] = isWide ? [low, high] : [low - around / 2, low + around / 2]
  const step = niceStep(to - from, 6)
  const first = Math.floor(from / step + 1e-9)
  const last = Math.ceil(to / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
  const start = ticks[0]!
  const end = ticks.at(-1)!
  return { low: start, high: end, ticks, place: (value) => (value - start) / (end - start) }
}

function logScale(low: number, high: number): Scale {
  const first = Math.floor(Math.log10(low) + 1e-9)
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9))
  const every = Math.ceil((last - first) / 8)
  const ticks: number[] = []
  for (let power = first; power <= last; power += every) ticks.push(10 ** power)
  return {
    ...{ low: 10 ** first, high: 10 ** last, ticks },
    place: (value) => (value > 0 ? (Math.log10(value) - first) / (last - first) : Number.NaN),
  }
}

/**
 * A scale whose ends are round numbers around all finite values, or around those above 0 if it is logarithmic.
 * @param values - in any number of lists
 * @returns undefined if there is no such value
 */
export function scaleOf(values: readonly ArrayLike<number>[], log = false): Scale | undefined {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const list of values) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!
      if (!Number.isFinite(value) || (log && value <= 0)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  if (low > high) return undefined
  return log ? logScale(low, high) : linearScale(low, high)
}
