import type { Matrix } from '../matrix.ts'
import { exponentialConstants } from '../simd/exponential.ts'
import { gaussianRowIn } from '../simd/gaussianRow.ts'
import { takeDoubles } from '../simd/memory.ts'
import { panelOutputsIn } from '../simd/panelOutputs.ts'
import { columnBytes, fillPanels, panelRows, scratchLength, toPanelsIn } from '../simd/panels.ts'
import type { Kernel } from './kernel.ts'

/** Of the kernel's rows at most, so that they and the others fit into one memory. */
const mostBytes = 2 ** 31

/** Rows of the kernel of a matrix with itself, in a WebAssembly memory with other arrays. */
export interface KernelCache<Name extends string> {
  readonly memory: WebAssembly.Memory
  readonly arrays: Readonly<Record<Name, Float64Array>>
  /** A row with as many numbers as `paddedRows` says; the latest two stay, and others as long as there is room. */
  rowOf(row: number): Float64Array
  /** Lets the next have the memory: rows and arrays are not to be used afterwards. */
  release(): void
}

/** Numbers of a row of the kernel: those behind the rows of the matrix are finite, and mean nothing. */
export const paddedRows = (rows: number) => Math.ceil(rows / panelRows) * panelRows

/**
 * @param bytes - that the rows may take
 * @param lengths - of the other arrays
 * @throws RangeError if all that does not fit into the 4 GiB of a memory
 */
export function kernelCache<Name extends string>(
  kernel: Kernel,
  features: Matrix,
  bytes: number,
  lengths: Readonly<Record<Name, number>>,
): KernelCache<Name> {
  const { data, rows, columns } = features
  const length = paddedRows(rows)
  const most = Math.min(rows, Math.max(2, Math.floor(Math.min(bytes, mostBytes) / (8 * length))))
  const { memory, arrays, release } = takeDoubles<string>(
    { name: 'features', rows, columns },
    {
      constants: exponentialConstants.length,
      asked: 1 + columns,
      scratch: scratchLength(columns),
      panels: length * columns,
      ...lengths,
      kept: most * length,
    },
  )
  const { constants, asked, scratch, panels, kept } = arrays
  constants.set(exponentialConstants)
  const means = new Float64Array(columns)
  fillPanels(toPanelsIn(memory), { scratch, panels, width: columns, means, more: [] }, features, 0, rows)
  const { name, gamma, degree, coef0 } = kernel
  const multiply = name === 'rbf' ? gaussianRowIn(memory) : panelOutputsIn(memory)
  const place = asked.byteOffset + (name === 'rbf' ? 0 : 8)
  const end = panels.byteOffset + panels.length * 8
  asked[0] = -gamma

  function fill(row: number, out: Float64Array): void {
    asked.set(data.subarray(row * columns, (row + 1) * columns), 1)
    multiply(panels.byteOffset, end, columns * columnBytes, place, out.byteOffset)
    if (name !== 'poly') return
    for (let r = 0; r < length; r++) out[r] = (gamma * out[r] + coef0) ** degree
  }

  const values = new Map<number, Float64Array>()
  return {
    memory,
    release,
    arrays: arrays as Readonly<Record<Name, Float64Array>>,
    rowOf(row) {
      let found = values.get(row)
      if (found !== undefined) {
        if (most >= rows) return found
        values.delete(row)
      } else {
        const oldest = values.size >= most ? values.keys().next().value : undefined
        found =
          oldest === undefined
            ? kept.subarray(values.size * length, (values.size + 1) * length)
            : values.get(oldest)!
        if (oldest !== undefined) values.delete(oldest)
        fill(row, found)
      }
      values.set(row, found)
      return found
    },
  }
}
