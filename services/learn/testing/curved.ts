import { matrixFromRows } from '../matrix.ts'

const rows = Array.from({ length: 200 }, (_, i) => [((i * 37) % 199) / 10, ((i * 53) % 97) / 7, (i * 5) % 7])
const effects = [0, 0.5, -0.4, 1.1, 0.2, -0.9, 0.7]

/** 200 rows of two numbers and a category, which peers were fitted on. */
export const curved = matrixFromRows(rows)

/** The same, with the first number missing in every 11th row. */
export const holed = matrixFromRows(rows.map(([x, z, c], i) => [i % 11 === 0 ? Number.NaN : x, z, c]))

export const curvedTarget = Float64Array.from(rows, ([x, z, category], i) => {
  return Math.sin(x) + z / 10 + effects[category] + (i % 11 === 0 ? 0.3 : 0) + (((i * 31) % 23) / 23) * 0.2
})

/** Rows whose predictions are compared. */
export const probed = [0, 11, 25, 60, 111, 199]
