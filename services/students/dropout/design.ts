import type { Matrix } from '../../learn/matrix.ts'
import { fitOneHot, type OneHotEncoder, oneHot } from '../../learn/oneHot.ts'
import { columnCount, columns, indexOfColumn } from './columns.ts'

const at = indexOfColumn
const share = (part: number, whole: number) => part / Math.max(1, whole)

/** Numbers made of others, each told as one of them in reasons. */
const derived: readonly { readonly source: number; of(row: Float64Array): number }[] = [
  { source: at('approved1'), of: (row) => share(row[at1.approved], row[at1.enrolled]) },
  { source: at('approved2'), of: (row) => share(row[at2.approved], row[at2.enrolled]) },
  { source: at('approved1'), of: (row) => share(row[at1.approved], row[at1.evaluations]) },
  { source: at('approved2'), of: (row) => share(row[at2.approved], row[at2.evaluations]) },
  { source: at('approved2'), of: (row) => row[at2.enrolled] - row[at2.approved] },
  { source: at('grade2'), of: (row) => row[at2.grade] - row[at1.grade] },
  { source: at('approved2'), of: (row) => Number(row[at2.approved] >= 5) },
]
const [at1, at2] = [1, 2].map((n) => ({
  enrolled: at(`enrolled${n}`),
  evaluations: at(`evaluations${n}`),
  approved: at(`approved${n}`),
  grade: at(`grade${n}`),
}))

const codes = columns.flatMap(({ kind }, i) => (kind === 'code' ? [i] : []))
export const designColumns = columnCount + derived.length

/** Codes are told apart by the values that the training has seen. */
export type Design = OneHotEncoder

export const fitDesign = (features: Matrix): Design => fitOneHot(withDerived(features), codes)

/** Numbers for a linear model: codes as indicators, which are all 0 for a code never seen, then what is derived. */
export const applyDesign = (design: Design, features: Matrix): Matrix => oneHot(design, withDerived(features))

/** Which column of the file each column of the design tells of. */
export function sourcesOf({ categories }: Design): Int32Array {
  const sources: number[] = []
  for (let c = 0; c < designColumns; c++) {
    const source = c < columnCount ? c : derived[c - columnCount].source
    for (let i = 0; i < (categories.get(c)?.length ?? 1); i++) sources.push(source)
  }
  return Int32Array.from(sources)
}

function withDerived({ data, rows }: Matrix): Matrix {
  const wide = new Float64Array(rows * designColumns)
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columnCount, (r + 1) * columnCount)
    wide.set(row, r * designColumns)
    derived.forEach(({ of }, i) => {
      wide[r * designColumns + columnCount + i] = of(row)
    })
  }
  return { data: wide, rows, columns: designColumns }
}
