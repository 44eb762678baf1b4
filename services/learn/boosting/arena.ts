const PAGE = 65_536
/** A larger memory is let go once its fit is done. */
const KEPT_BYTES = 64 * 2 ** 20
/** Of a vector. */
const ALIGNMENT = 16

let kept: WebAssembly.Memory | undefined

/** Memory for WebAssembly, and the byte where each array in it begins. */
export interface Arena<Name extends string> {
  readonly memory: WebAssembly.Memory
  readonly at: Readonly<Record<Name, number>>
}

/**
 * Memory of a fit's arrays. The fits of a thread take turns in one memory, as reserving one takes longer than a
 * small fit: what is read after the fit must not lie in it. It holds anything at first.
 *
 * @param sizes - bytes of each array
 * @throws RangeError if there cannot be so much
 */
export function takeArena<Name extends string>(sizes: Readonly<Record<Name, number>>): Arena<Name> {
  let bytes = 0
  const at = {} as Record<Name, number>
  for (const name in sizes) {
    at[name] = bytes
    bytes += Math.ceil(sizes[name] / ALIGNMENT) * ALIGNMENT
  }
  return { memory: takeMemory(bytes), at }
}

function takeMemory(bytes: number): WebAssembly.Memory {
  if (kept !== undefined && kept.buffer.byteLength >= bytes) return kept
  const pages = Math.ceil(bytes / PAGE)
  if (pages >= 2 ** 16) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1)
    throw new RangeError(
      `features: their histograms may take ${gibibytes} GiB, expected less than 4: lower maxBins or maxLeafNodes`,
    )
  }
  const memory = new WebAssembly.Memory({ initial: pages })
  if (bytes <= KEPT_BYTES) kept = memory
  return memory
}
