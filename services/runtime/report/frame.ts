import { element, escaped, shown } from './markup.ts'
import type { Axis } from './report.ts'
import type { Scale } from './scale.ts'

export const width = 640
export const height = 340
const left = 70
const right = 18
const top = 10
const bottom = 52

/** Colours that people who see few of them can tell apart (Okabe and Ito 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#777777']
export const colourOf = (index: number): string => colours[index % colours.length]!

/** Room for a plot between two axes: places to pixels. */
export interface Frame {
  readonly x: Scale
  readonly y: Scale
  px(value: number): number
  py(value: number): number
}

export function frameOf(x: Scale, y: Scale): Frame {
  return {
    ...{ x, y },
    px: (value) => left + x.place(value) * (width - left - right),
    py: (value) => height - bottom - y.place(value) * (height - top - bottom),
  }
}

/** The plot as an SVG image with its axes behind it and, for more than one series, a legend below. */
export function framed(
  frame: Frame,
  { title, x, y }: { title: string; x: Axis; y: Axis },
  marks: readonly string[],
  series: readonly string[],
): string {
  const legend = series.length > 1 ? legendOf(series) : ''
  return (
    element(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title },
      ...axes(frame, x, y),
      ...marks,
    ) + legend
  )
}

function axes({ x, y, px, py }: Frame, xAxis: Axis, yAxis: Axis): string[] {
  const floor = height - bottom
  return [
    ...y.ticks.flatMap((tick) => [
      element('line', { class: 'grid', x1: left, x2: width - right, y1: py(tick), y2: py(tick) }),
      element('text', { x: left - 6, y: py(tick) + 4, 'text-anchor': 'end' }, shown(tick)),
    ]),
    ...x.ticks.flatMap((tick) => [
      element('line', { class: 'grid', x1: px(tick), x2: px(tick), y1: floor, y2: floor + 4 }),
      element('text', { x: px(tick), y: floor + 18, 'text-anchor': 'middle' }, shown(tick)),
    ]),
    element(
      'text',
      { x: (left + width - right) / 2, y: height - 12, 'text-anchor': 'middle' },
      escaped(xAxis.label),
    ),
    element(
      'text',
      { transform: `translate(14 ${(top + floor) / 2}) rotate(-90)`, 'text-anchor': 'middle' },
      escaped(yAxis.label),
    ),
  ]
}

const legendOf = (series: readonly string[]) =>
  element(
    'p',
    { class: 'legend' },
    ...series.map((name, index) =>
      element('span', {}, element('i', { style: `background:${colourOf(index)}` }), escaped(name)),
    ),
  )
