import { checkColumns, checkFinite } from './check.ts'
import type { Matrix } from './matrix.ts'

/** Least and largest value of each column. */
export interface MinMaxScaler {
  readonly minima: Float64Array
  readonly maxima: Float64Array
}

/** @throws RangeError if there is no row, or a feature is not finite */
export function fitMinMaxScaler(features: Matrix): MinMaxScaler {
  checkFinite(features)
  const { data, rows, columns } = features
  if (rows === 0) throw new RangeError('features: no row, expected at least one')
  const minima = data.slice(0, columns)
  const maxima = data.slice(0, columns)
  for (let i = columns; i < data.length; i++) {
    const c = i % columns
    if (data[i] < minima[c]) minima[c] = data[i]
    if (data[i] > maxima[c]) maxima[c] = data[i]
  }
  return { minima, maxima }
}

/** A copy of the features with every column of the fit between 0 and 1; a constant column becomes 0. */
export function scaleMinMax({ minima, maxima }: MinMaxScaler, features: Matrix): Matrix {
  const { data, rows, columns } = features
  checkColumns(columns, minima.length)
  const scaled = data.map((value, i) => {
    const c = i % columns
    const range = maxima[c] - minima[c]
    return (value - minima[c]) / (range === 0 ? 1 : range)
  })
  return { data: scaled, rows, columns }
}
