import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countsOf } from './bars.ts'
import { renderReport } from './renderReport.ts'
import type { Plot } from './report.ts'
import { scaleOf } from './scale.ts'

const page = (...plots: Plot[]) => renderReport('A report', { sections: [{ title: 'One', plots }] })
const axis = { label: 'unit' }
const count = (text: string, part: RegExp) => [...text.matchAll(part)].length

describe('a page', () => {
  test('needs nothing else and runs nothing', () => {
    const html = page({ kind: 'bars', title: 'Bars', axis, bars: [{ label: 'a', value: 1 }] })
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/<script|https?:|src=|href=|@import|url\(/)
  })

  test('shows whatever text there is as text', () => {
    const text = fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'b', '/', '!') })
    fc.assert(
      fc.property(text, (title) => {
        const bars = [{ label: title, value: 1 }]
        const html = renderReport(title, {
          sections: [{ title, text: title, plots: [{ kind: 'bars', title, axis: { label: title }, bars }] }],
        })
        const tags = html.match(/<\/?[a-z0-9]+/g)!
        const without = renderReport('', {
          sections: [
            {
              title: '',
              text: '',
              plots: [{ kind: 'bars', title: '', axis: { label: '' }, bars: [{ label: '', value: 1 }] }],
            },
          ],
        })
        expect(tags).toEqual(without.match(/<\/?[a-z0-9]+/g))
      }),
    )
  })
})

describe('plots', () => {
  test('lines leave a gap where a point is not finite', () => {
    const y = [1, 2, Number.NaN, 4, 5]
    const html = page({
      kind: 'lines',
      title: 'L',
      x: axis,
      y: axis,
      series: [{ name: 's', x: [0, 1, 2, 3, 4], y }],
    })
    const [, d] = /<path d="([^"]+)"/.exec(html)!
    expect(d!.match(/[ML]/g)).toEqual(['M', 'L', 'M', 'L'])
    expect(d).not.toContain('NaN')
  })

  test('a scatter of many points is thinned and says so; the diagonal is y = x', () => {
    const x = Float64Array.from({ length: 5000 }, (_, i) => i)
    const html = page({
      kind: 'scatter',
      title: 'S',
      x: axis,
      y: axis,
      diagonal: true,
      series: [{ name: 's', x, y: x }],
    })
    expect(count(html, /<circle/g)).toBe(2000)
    expect(html).toContain('2000 of 5000 points are drawn')
    expect(html).toMatch(/class="diagonal"/)
  })

  test('bars begin at 0, to the left for what is below, with their interval', () => {
    const bars = [
      { label: 'up', value: 2, low: 1, high: 3 },
      { label: 'down', value: -1 },
      { label: 'unknown', value: Number.NaN },
    ]
    const html = page({ kind: 'bars', title: 'B', axis, bars })
    const rects = [...html.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, w]) => [
      Number(x),
      Number(w),
    ])
    expect(rects).toHaveLength(2)
    const [[upX, upWidth], [downX, downWidth]] = rects as [[number, number], [number, number]]
    expect(downX + downWidth).toBeCloseTo(upX, 1)
    expect(upWidth).toBeCloseTo(2 * downWidth, 1)
    expect(count(html, /class="interval"/g)).toBe(1)
  })

  test("a histogram's counts add up to its finite values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        (values, bins) => {
          const counts = countsOf([...values, Number.NaN], scaleOf([values])!, bins)
          expect(counts.reduce((sum, n) => sum + n, 0)).toBe(values.length)
        },
      ),
    )
    const html = page({
      kind: 'histogram',
      title: 'H',
      x: axis,
      series: [
        { name: 'a', values: [1, 2] },
        { name: 'b', values: [2] },
      ],
    })
    expect(html).toContain('<p class="legend">')
  })

  test('a heat map is darkest where it is furthest from 0, and orange below', () => {
    const html = page({
      kind: 'heatMap',
      title: 'M',
      rows: ['a', 'b'],
      columns: ['x', 'y'],
      values: [0, 5, -10, Number.NaN],
    })
    const colours = [...html.matchAll(/background:(rgb[^"]+)/g)].map(([, colour]) => colour)
    expect(colours).toEqual(['rgb(0 114 178 / 0%)', 'rgb(0 114 178 / 35%)', 'rgb(213 94 0 / 70%)'])
    expect(html).toContain('<td class="number">–</td>')
  })

  test('a table shows four significant digits', () => {
    const html = page({
      kind: 'table',
      title: 'T',
      columns: ['a', 'b'],
      rows: [
        ['x', 2.51249],
        ['y', 1234567],
      ],
    })
    expect(html).toContain('>2.512<')
    expect(html).toContain('>1234567<')
  })

  test('without a finite value it says so', () => {
    const plots: Plot[] = [
      { kind: 'lines', title: 'L', x: axis, y: axis, series: [{ name: 's', x: [1], y: [Number.NaN] }] },
      { kind: 'bars', title: 'B', axis, bars: [] },
      { kind: 'histogram', title: 'H', x: axis, series: [] },
    ]
    expect(count(page(...plots), /There is nothing to show/g)).toBe(3)
  })

  test.each<[Plot, string]>([
    [
      { kind: 'lines', title: 'L', x: axis, y: axis, series: [{ name: 's', x: [1, 2], y: [1] }] },
      'has 2 x and 1 y',
    ],
    [
      { kind: 'heatMap', title: 'M', rows: ['a'], columns: ['x'], values: [] },
      'has 0 values, and 1 x 1 cells',
    ],
    [{ kind: 'table', title: 'T', columns: ['a'], rows: [[1, 2]] }, 'row 1 of table "T" has 2 cells'],
  ])('that contradicts itself is an error', (plot, message) => expect(() => page(plot)).toThrow(message))
})
