const pageBytes = 65_536
const mostPages = 65_535
/** Of the largest memory that is kept: 64 MiB. */
const keptPages = 1024

/** Memory of a WebAssembly module, and the arrays of zeros that lie in it, in this order, each at a multiple of 16 bytes. */
export interface Doubles<Name extends string> {
  readonly memory: WebAssembly.Memory
  readonly arrays: Readonly<Record<Name, Float64Array>>
  /** Lets the next have the memory, which is quicker than a new one: the arrays are not to be used afterwards. */
  release(): void
}

let kept: WebAssembly.Memory | undefined

/**
 * @param lengths - of the arrays, by name
 * @throws RangeError if they do not fit into the 4 GiB of a memory
 */
export function doubles<Name extends string>(lengths: Readonly<Record<Name, number>>): Doubles<Name> {
  const entries = Object.entries<number>(lengths)
  const bytes = entries.reduce((sum, [, length]) => sum + padded(length), 0)
  const memory = memoryOf(bytes)
  let next = 0
  const arrays = entries.map(([name, length]) => {
    const array = new Float64Array(memory.buffer, next, length)
    next += padded(length)
    return [name, array]
  })
  return { memory, arrays: Object.fromEntries(arrays), release }

  function release(): void {
    const { byteLength } = memory.buffer
    if (byteLength <= keptPages * pageBytes && byteLength >= (kept?.buffer.byteLength ?? 0)) kept = memory
  }
}

function memoryOf(bytes: number): WebAssembly.Memory {
  const initial = Math.ceil(bytes / pageBytes)
  if (initial > mostPages) {
    throw new RangeError(`features: so many rows and columns need ${bytes} bytes of memory, above 4 GiB`)
  }
  if (kept === undefined || kept.buffer.byteLength < bytes) return new WebAssembly.Memory({ initial })
  const memory = kept
  kept = undefined
  new Uint8Array(memory.buffer, 0, bytes).fill(0)
  return memory
}

const padded = (length: number) => Math.ceil(length / 2) * 16
