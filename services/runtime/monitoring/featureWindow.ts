import type { Matrix } from '../../learn/matrix.ts'

/** The newest rows of features, of which the oldest make room. */
export interface FeatureWindow {
  add(row: Float64Array): void
  /** A copy, in no order. */
  rows(): Matrix
  /** Rows that were ever added. */
  readonly seen: number
}

export function featureWindow(size: number, columns: number): FeatureWindow {
  const data = new Float64Array(size * columns)
  let seen = 0
  return {
    get seen() {
      return seen
    },
    add(row) {
      data.set(row, (seen++ % size) * columns)
    },
    rows() {
      const rows = Math.min(seen, size)
      return { data: data.slice(0, rows * columns), rows, columns }
    },
  }
}
