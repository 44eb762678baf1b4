import type { Matrix } from './matrix.ts'
import { takeDoubles } from './simd/memory.ts'
import { blockPairs, blockSize, type PanelProducts, panelProductsIn } from './simd/panelProducts.ts'
import { columnBytes, fillPanels, pairBytes, panelRows, scratchLength, toPanelsIn } from './simd/panels.ts'

export interface GramOptions {
  /** One per column: what is subtracted from its values. Default 0 each. */
  readonly means?: Float64Array
  /** Columns behind the others, one number per row in each. Default none. */
  readonly more?: readonly Float64Array[]
}

/** Rows of a strip, which stays in the nearer caches. */
const rowsOfStrip = (width: number) => Math.max(1, Math.floor(12_288 / width / panelRows)) * panelRows

/** Instances of a memory that is taken again: many products are of matrices so small that others take as long. */
const instances = new WeakMap<WebAssembly.Memory, ReturnType<typeof instantiate>>()
const instantiate = (memory: WebAssembly.Memory) => ({
  add: panelProductsIn(memory).plain,
  toPanels: toPanelsIn(memory),
})

/**
 * Sums over the rows of the products of every two columns, X'X: symmetric, columns x columns, and `more`.
 * Strips of rows are multiplied block by block (Goto and van de Geijn 2008).
 *
 * @param features rows x columns, finite
 * @throws RangeError if so many columns do not fit into the 4 GiB of a WebAssembly memory
 */
export function gram(features: Matrix, options: GramOptions = {}): Matrix {
  const { rows, columns } = features
  const { means = new Float64Array(columns), more = [] } = options
  const size = columns + more.length
  const width = paddedWidth(size)
  const stripRows = rowsOfStrip(width)
  const { memory, arrays, release } = takeDoubles(
    { name: 'features', rows, columns: size, right: 'fewer columns' },
    {
      panels: stripRows * width,
      sums: sumsLength(width),
      scratch: scratchLength(columns),
    },
  )
  const { panels, sums, scratch } = arrays
  if (!instances.has(memory)) instances.set(memory, instantiate(memory))
  const { add, toPanels } = instances.get(memory)!
  for (let start = 0; start < rows; start += stripRows) {
    const count = Math.min(stripRows, rows - start)
    fillPanels(toPanels, { scratch, panels, width, means, more }, features, start, count)
    addPanelProducts(add, { panels: panels.byteOffset, rows: count, width, sums: sums.byteOffset })
  }
  const products = readPanelProducts(sums, size)
  release()
  return products
}

/** Columns of panels that can be multiplied, at least `columns`. */
export const paddedWidth = (columns: number) => Math.ceil(columns / blockSize) * blockSize

/** Numbers that sums of products of so many columns take. */
export const sumsLength = (width: number) => {
  const blocks = width / blockSize
  return blocks * (blocks + 1) * blockPairs
}

/** Where panels lie in the kernel's memory, in bytes. */
export interface PanelPlace {
  readonly panels: number
  readonly rows: number
  /** Columns of a panel. */
  readonly width: number
  /** Those to multiply, a multiple of `blockSize`. Default all. */
  readonly columns?: number
  readonly sums: number
  /** One per row; only for the weighted products. */
  readonly weights?: number
}

/** Adds the products of every two columns of panels to their sums, strip by strip. */
export function addPanelProducts(add: PanelProducts, place: PanelPlace): void {
  const { panels, rows, width, columns = width, sums, weights = 0 } = place
  const panelBytes = width * columnBytes
  const blockBytes = blockSize * columnBytes
  const atOnce = rowsOfStrip(width)
  for (let start = 0; start < rows; start += atOnce) {
    const first = panels + start * width * 8
    const bytes = Math.ceil(Math.min(atOnce, rows - start) / panelRows) * panelBytes
    for (let a = first, to = sums; a < first + columns * columnBytes; a += blockBytes) {
      for (let b = first; b <= a; b += blockBytes, to += blockPairs * pairBytes) {
        add(a, b, a + bytes, panelBytes, to, weights + start * 8)
      }
    }
  }
}

/** The sums as a symmetric matrix. */
export function readPanelProducts(sums: Float64Array, size: number): Matrix {
  const products = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    const a = Math.floor(i / blockSize)
    for (let j = 0; j <= i; j++) {
      const block = (a * (a + 1)) / 2 + Math.floor(j / blockSize)
      const at = 2 * (block * blockPairs + (i % blockSize) * blockSize + (j % blockSize))
      products[i * size + j] = products[j * size + i] = sums[at] + sums[at + 1]
    }
  }
  return { data: products, rows: size, columns: size }
}
