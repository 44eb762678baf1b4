import { colourOf, framed, frameOf, width } from './frame.ts'
import { element, escaped, shown } from './markup.ts'
import type { Bars, Histogram } from './report.ts'
import { type Scale, scaleOf } from './scale.ts'

const rowHeight = 22
const labelWidth = 210
const barEnd = width - 70

/** Horizontal bars from 0 in the order given, with their values; undefined if none is finite. */
export function renderBars({ title, axis, bars }: Bars): string | undefined {
  const drawn = bars.filter(({ value }) => Number.isFinite(value))
  const ends = drawn.flatMap(({ value, low = value, high = value }) => [value, low, high])
  const scale = drawn.length === 0 ? undefined : scaleOf([axis.log === true ? ends : [0, ...ends]], axis.log)
  if (scale === undefined) return undefined
  const px = (value: number) => labelWidth + scale.place(value) * (barEnd - labelWidth)
  const zero = px(axis.log === true ? scale.low : 0)
  const rows = drawn.flatMap(({ label, value, low, high }, index) => {
    const y = index * rowHeight
    const middle = y + rowHeight / 2
    const [from, to] = [Math.min(zero, px(value)), Math.max(zero, px(value))]
    const side = value < 0 ? 1 : 0
    return [
      element('text', { x: labelWidth - 8, y: middle + 4, 'text-anchor': 'end' }, escaped(shortened(label))),
      element('rect', { x: from, y: y + 3, width: to - from, height: rowHeight - 6, fill: colourOf(side) }),
      ...(low === undefined || high === undefined
        ? []
        : [element('line', { class: 'interval', x1: px(low), x2: px(high), y1: middle, y2: middle })]),
      element('text', { x: Math.max(to, px(high ?? value)) + 5, y: middle + 4 }, shown(value)),
    ]
  })
  const height = drawn.length * rowHeight + 24
  const name = element(
    'text',
    { x: (labelWidth + barEnd) / 2, y: height - 6, 'text-anchor': 'middle' },
    escaped(axis.label),
  )
  return element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title },
    ...rows,
    name,
  )
}

const shortened = (label: string) => (label.length > 32 ? `${label.slice(0, 31)}…` : label)

/** Counts of each series in bins that all share; undefined if no value is finite. */
export function renderHistogram(plot: Histogram): string | undefined {
  const bins = plot.bins ?? 30
  const x = scaleOf(
    plot.series.map(({ values }) => values),
    plot.x.log,
  )
  if (x === undefined) return undefined
  const counts = plot.series.map(({ values }) => countsOf(values, x, bins))
  const y = scaleOf([Float64Array.of(0), ...counts])!
  const frame = frameOf(x, y)
  const [start, end] = [frame.px(x.low), frame.px(x.high)]
  const edge = (bin: number) => start + (bin * (end - start)) / bins
  const marks = counts.map((count, index) => {
    const steps = Array.from(
      count,
      (n, bin) => `L${edge(bin)} ${frame.py(n)}L${edge(bin + 1)} ${frame.py(n)}`,
    )
    const floor = frame.py(0)
    const colour = colourOf(index)
    const d = `M${start} ${floor}${steps.join('')}L${end} ${floor}Z`
    return element('path', { d, fill: colour, 'fill-opacity': 0.35, stroke: colour })
  })
  const names = plot.series.map(({ name }) => name)
  return framed(frame, { ...plot, y: { label: 'count' } }, marks, names)
}

/** How many values lie in each of equally wide parts of a scale; those without a place on it are not counted. */
export function countsOf(values: ArrayLike<number>, scale: Scale, bins: number): Float64Array {
  const counts = new Float64Array(bins)
  for (let i = 0; i < values.length; i++) {
    const place = scale.place(values[i]!)
    if (Number.isFinite(place)) counts[Math.max(0, Math.min(bins - 1, Math.floor(place * bins)))]!++
  }
  return counts
}
