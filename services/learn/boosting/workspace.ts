import { takeMemory } from '../simd/memory.ts'
import type { Bins } from './bins.ts'
import type { Positions } from './positions.ts'
import { SCAN_WORDS, splitFields } from './splitKernel.ts'

/**
 * Sums over the rows of a node by column and bin. Where every hessian is 1 (stride 1): packed gradients, see
 * fixedPoint.ts. Else (stride 2): packed gradients and hessians in turn.
 */
export type Histogram = Float64Array

/** What the kernels of a fit read and write. */
export interface Workspace {
  readonly memory: WebAssembly.Memory
  readonly stride: 1 | 2
  /** Where the rows' codes begin in memory, positions.ts's data, and room for as many numbers as rows. */
  readonly at: Readonly<Record<'codes' | 'positions' | 'scratch', number>>
  /** Rows, in an order that may change. */
  readonly order: Int32Array
  /** What is summed: `stride` numbers per row. */
  readonly packed: Float64Array
  /** Pairs of words, bytes in a histogram: what was counted there belongs here too. */
  readonly moves: Int32Array
  /** 256 flags. */
  readonly leftCodes: Uint8Array
  /** See splitKernel.ts; so is `found`. */
  readonly scans: Int32Array
  readonly found: DataView
  /** @throws RangeError if there are more than was said */
  createHistogram(): Histogram
  /** Lets the next fit have the memory: nothing is to be used afterwards. */
  release(): void
}

/**
 * @param most - histograms at a time
 * @throws RangeError if all does not fit into the 4 GiB of a memory
 */
export function createWorkspace(
  { rows, columns, codes }: Bins,
  { data, length, from, to }: Positions,
  stride: 1 | 2,
  most: number,
): Workspace {
  const histogramBytes = Math.ceil((length * stride) / 2) * 16
  const right = 'lower maxBins or maxLeafNodes, or fewer rows or columns'
  const { memory, at, release } = takeMemory(
    { name: 'features', rows, columns, right },
    {
      packed: 8 * rows * stride,
      positions: data.byteLength,
      codes: codes.byteLength,
      order: 4 * rows,
      scratch: 4 * rows,
      moves: 8 * from.length,
      leftCodes: 256,
      scans: 4 * SCAN_WORDS * 2 * columns,
      found: splitFields.bytes,
      histograms: most * histogramBytes,
    },
  )
  const { buffer } = memory
  const copy = (bytes: Uint8Array, start: number) => new Uint8Array(buffer, start, bytes.length).set(bytes)
  copy(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at.positions)
  copy(codes, at.codes)
  const moves = new Int32Array(buffer, at.moves, 2 * from.length)
  for (let i = 0; i < from.length; i++) {
    moves[2 * i] = 8 * stride * from[i]
    moves[2 * i + 1] = 8 * stride * to[i]
  }
  let created = 0
  return {
    memory,
    stride,
    at,
    moves,
    order: new Int32Array(buffer, at.order, rows),
    packed: new Float64Array(buffer, at.packed, rows * stride),
    leftCodes: new Uint8Array(buffer, at.leftCodes, 256),
    scans: new Int32Array(buffer, at.scans, SCAN_WORDS * 2 * columns),
    found: new DataView(buffer, at.found, splitFields.bytes),
    release,
    createHistogram() {
      if (created === most) throw new RangeError(`${most} histograms are in use, which were to be all`)
      return new Float64Array(buffer, at.histograms + created++ * histogramBytes, length * stride)
    },
  }
}
