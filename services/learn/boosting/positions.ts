import type { Bins } from './bins.ts'

/** Positions of a row are padded to a multiple of this: the width to which the counting loop is unrolled. */
export const LANES = 8
/** Most combinations of a bundle: more make fewer lanes, but take longer to take apart. */
const LIMITS = [32, 64]
/** Of the rows, those that a histogram of a tree counts on average. */
const COUNTED = 1 / 16

/**
 * Where each row counts in a histogram. Columns of few bins are bundled: counted as one column of all their
 * combinations, from which the bins of each are summed once all rows are counted. Nothing is approximated.
 */
export interface Positions {
  /** Row-major, `width` positions per row. */
  readonly data: Uint16Array | Uint32Array
  readonly width: number
  /** Where each column's bins begin in a histogram; the last entry is their number. */
  readonly offsets: Int32Array
  /** Length of a histogram: the bins of all columns, the combinations of all bundles, a place for the padding. */
  readonly length: number
  /** The combination `from[i]` belongs to the bin `to[i]`. */
  readonly from: Int32Array
  readonly to: Int32Array
}

export function arrangePositions({ rows, columns, codes, counts, hasMissing }: Bins): Positions {
  const sizes = Int32Array.from(counts, (count, c) => count + hasMissing[c])
  const offsets = new Int32Array(columns + 1)
  for (let c = 0; c < columns; c++) offsets[c + 1] = offsets[c] + sizes[c]

  const bundles = cheapestBundles(sizes, rows)
  const width = widthOf(bundles)
  const most = offsets[columns] + bundles.length * LIMITS.at(-1)! + LANES
  const data = most < 2 ** 16 ? new Uint16Array(rows * width) : new Uint32Array(rows * width)
  const from: number[] = []
  const to: number[] = []
  let length = offsets[columns]
  for (const [lane, bundle] of bundles.entries()) {
    const isSingle = bundle.length === 1
    const start = isSingle ? offsets[bundle[0]] : length
    const combinations = bundle.reduce((product, c) => product * sizes[c], 1)
    for (let i = lane; i < data.length; i += width) data[i] = start
    let stride = 1
    for (const c of bundle) {
      const step = stride
      for (let r = c * rows, i = lane; i < data.length; r++, i += width) data[i] += step * codes[r]
      for (let i = 0; i < combinations && !isSingle; i++) {
        from.push(start + i)
        to.push(offsets[c] + (Math.floor(i / step) % sizes[c]))
      }
      stride *= sizes[c]
    }
    if (!isSingle) length += combinations
  }
  // A place for each lane of the padding: additions to one place wait for each other.
  for (let lane = bundles.length; lane < width; lane++) {
    const place = length++
    for (let i = lane; i < data.length; i += width) data[i] = place
  }
  return { data, width, offsets, length, from: Int32Array.from(from), to: Int32Array.from(to) }
}

const widthOf = (bundles: readonly number[][]) => Math.ceil(bundles.length / LANES) * LANES

function cheapestBundles(sizes: Int32Array, rows: number): number[][] {
  const costOf = (bundles: number[][]) => {
    const apart = bundles.filter(({ length }) => length > 1)
    const combinations = apart.map((bundle) => bundle.length * bundle.reduce((n, c) => n * sizes[c], 1))
    return widthOf(bundles) * rows * COUNTED + combinations.reduce((sum, n) => sum + n, 0)
  }
  const choices = LIMITS.map((limit) => bundleColumns(sizes, limit))
  return choices.reduce((best, bundles) => (costOf(bundles) < costOf(best) ? bundles : best))
}

/** First fit of the columns, those of most bins first, into bundles of at most `limit` combinations. */
function bundleColumns(sizes: Int32Array, limit: number): number[][] {
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a] || a - b)
  const bundles: { combinations: number; columns: number[] }[] = []
  for (const c of order) {
    const fitting = bundles.find(({ combinations }) => combinations * sizes[c] <= limit)
    if (fitting === undefined) {
      bundles.push({ combinations: sizes[c], columns: [c] })
    } else {
      fitting.combinations *= sizes[c]
      fitting.columns.push(c)
    }
  }
  return bundles.map(({ columns }) => columns)
}
