import { element, escaped, shown } from './markup.ts'
import type { HeatMap, Table } from './report.ts'

const cell = (value: string | number) =>
  typeof value === 'number'
    ? element('td', { class: 'number' }, shown(value))
    : element('td', {}, escaped(value))

/** @throws RangeError if a row has another number of cells than there are columns */
export function renderTable({ title, columns, rows }: Table): string {
  for (const [index, row] of rows.entries())
    if (row.length !== columns.length)
      throw new RangeError(
        `row ${index + 1} of table "${title}" has ${row.length} cells, and there are ${columns.length} columns`,
      )
  const head = element('tr', {}, ...columns.map((name) => element('th', {}, escaped(name))))
  const body = rows.map((row) => element('tr', {}, ...row.map(cell)))
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...body))
}

/** A table whose cells are the darker the further they are from 0: blue above, orange below. */
export function renderHeatMap({ title, rows, columns, values, rowLabel, columnLabel }: HeatMap): string {
  if (values.length !== rows.length * columns.length)
    throw new RangeError(
      `"${title}" has ${values.length} values, and ${rows.length} x ${columns.length} cells`,
    )
  let largest = 0
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i])) largest = Math.max(largest, Math.abs(values[i]!))
  const corner = [rowLabel, columnLabel].filter(Boolean).join(' \\ ')
  const head = element(
    'tr',
    {},
    element('th', {}, escaped(corner)),
    ...columns.map((name) => element('th', {}, escaped(name))),
  )
  const body = rows.map((name, row) =>
    element(
      'tr',
      {},
      element('th', {}, escaped(name)),
      ...columns.map((_, column) => heat(values[row * columns.length + column]!, largest)),
    ),
  )
  return element('table', { class: 'heat' }, element('thead', {}, head), element('tbody', {}, ...body))
}

function heat(value: number, largest: number): string {
  if (!Number.isFinite(value)) return element('td', { class: 'number' }, '–')
  const share = largest === 0 ? 0 : Math.abs(value) / largest
  const colour = value < 0 ? '213 94 0' : '0 114 178'
  const style = `background:rgb(${colour} / ${Math.round(share * 70)}%)`
  return element('td', { class: 'number', style }, shown(value))
}
