import { expect, test } from 'vitest'
import { renderReport } from '../runtime/report/renderReport.ts'
import { clean } from './clean.ts'
import { generate } from './generate.ts'
import { trainModel } from './model.ts'
import { parameters } from './parameters.ts'
import { reportBikes } from './report.ts'
import { splitByTime } from './split.ts'

const data = splitByTime(clean(generate(1)).examples.slice(-6000))
const report = reportBikes(trainModel(data.train, parameters.parse({ maxIter: 40 })), data)
const plots = new Map(report.sections.flatMap(({ plots }) => plots.map((plot) => [plot.title, plot])))

test('the hour of the day tells most of the demand, the wind little', () => {
  const plot = plots.get('Growth of the error')
  if (plot?.kind !== 'bars') throw new Error('there are no bars')
  const names = plot.bars.map(({ label }) => label)
  expect(names[0]).toBe('hour')
  expect(names.indexOf('windspeed')).toBeGreaterThan(names.indexOf('temperature'))
})

test('the working days have their rush hour at 17 h', () => {
  const plot = plots.get('Mean demand by hour of day')
  if (plot?.kind !== 'lines') throw new Error('there are no lines')
  const y = Array.from(plot.series[0]!.y)
  expect(y.indexOf(Math.max(...y))).toBe(17)
})

test('it can be drawn', () => {
  const html = renderReport('Bikes', report)
  const drawn = Array.from(plots.values()).filter(({ kind }) => kind !== 'table')
  expect(html.match(/<svg/g)).toHaveLength(drawn.length)
  expect(html).not.toContain('NaN')
})
