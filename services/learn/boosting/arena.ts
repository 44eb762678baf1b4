const PAGE = 65_536
/** A larger memory is let go once its fit is done. */
const KEPT_BYTES = 64 * 2 ** 20

let kept: WebAssembly.Memory | undefined

/**
 * Memory of a fit's arrays, for WebAssembly. The fits of a thread take turns in one memory, as reserving one takes longer than a
 * small fit: what is read after the fit must not lie in it. It holds anything at first.
 *
 * @throws RangeError if there cannot be so much
 */
export function takeArena(bytes: number): WebAssembly.Memory {
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
