import { colourOf, type Frame, framed, frameOf } from './frame.ts'
import { element } from './markup.ts'
import type { Lines, Scatter, Series } from './report.ts'
import { scaleOf } from './scale.ts'

const mostPoints = 2000

/** Lines or points between two axes; undefined if no point is finite. */
export function renderPoints(plot: Lines | Scatter): string | undefined {
  for (const { name, x, y } of plot.series)
    if (x.length !== y.length)
      throw new RangeError(`series "${name}" of "${plot.title}" has ${x.length} x and ${y.length} y`)
  const both = plot.kind === 'scatter' && plot.diagonal === true
  const xs = plot.series.map(({ x }) => x)
  const ys = plot.series.map(({ y }) => y)
  const x = scaleOf(both ? [...xs, ...ys] : xs, plot.x.log)
  const y = scaleOf(both ? [...xs, ...ys] : ys, plot.y.log)
  if (x === undefined || y === undefined) return undefined
  const frame = frameOf(x, y)
  const draw = plot.kind === 'lines' ? line : dots
  const marks = plot.series.map((series, index) => draw(frame, series, colourOf(index)))
  if (both) {
    const low = Math.max(x.low, y.low)
    const high = Math.min(x.high, y.high)
    const ends = { x1: frame.px(low), y1: frame.py(low), x2: frame.px(high), y2: frame.py(high) }
    marks.push(element('line', { class: 'diagonal', ...ends }))
  }
  const names = plot.series.map(({ name }) => name)
  return framed(frame, plot, marks, names) + thinned(plot.series)
}

/** Indices of at most 2,000 points, the first and evenly many after it. */
function chosen({ x }: Series): number[] {
  const count = Math.min(x.length, mostPoints)
  return Array.from({ length: count }, (_, i) => Math.floor((i * x.length) / count))
}

function thinned(series: readonly Series[]): string {
  const long = series.filter(({ x }) => x.length > mostPoints)
  if (long.length === 0) return ''
  const counts = long.map(({ x }) => `${mostPoints} of ${x.length}`).join(', ')
  return element('p', { class: 'note' }, `${counts} points are drawn, evenly chosen.`)
}

/** Places to pixels, undefined where the point has none. */
const pixels = ({ px, py }: Frame, { x, y }: Series, i: number): [number, number] | undefined => {
  const at: [number, number] = [px(x[i]!), py(y[i]!)]
  return at.every(Number.isFinite) ? at : undefined
}

const fixed = (value: number) => Number(value.toFixed(1))

function line(frame: Frame, series: Series, colour: string): string {
  let path = ''
  let pen = 'M'
  for (const i of chosen(series)) {
    const at = pixels(frame, series, i)
    if (at !== undefined) path += `${pen}${fixed(at[0])} ${fixed(at[1])}`
    pen = at === undefined ? 'M' : 'L'
  }
  return element('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 1.5 })
}

function dots(frame: Frame, series: Series, colour: string): string {
  const places = chosen(series).map((i) => pixels(frame, series, i))
  const circles = places
    .filter((at) => at !== undefined)
    .map(([cx, cy]) => element('circle', { cx, cy, r: 2.2 }))
  return element('g', { fill: colour, 'fill-opacity': 0.45 }, ...circles)
}
