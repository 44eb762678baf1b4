const pageBytes = 65_536
const mostPages = 65_535

/** Memory of a WebAssembly module, and the arrays of zeros that lie in it, in this order, each at a multiple of 16 bytes. */
export interface Doubles<Name extends string> {
  readonly memory: WebAssembly.Memory
  readonly arrays: Readonly<Record<Name, Float64Array>>
}

/**
 * @param lengths - of the arrays, by name
 * @throws RangeError if they do not fit into the 4 GiB of a memory
 */
export function doubles<Name extends string>(lengths: Readonly<Record<Name, number>>): Doubles<Name> {
  const entries = Object.entries<number>(lengths)
  const bytes = entries.reduce((sum, [, length]) => sum + padded(length), 0)
  const initial = Math.ceil(bytes / pageBytes)
  if (initial > mostPages) {
    throw new RangeError(`features: so many rows and columns need ${bytes} bytes of memory, above 4 GiB`)
  }
  const memory = new WebAssembly.Memory({ initial })
  let next = 0
  const arrays = entries.map(([name, length]) => {
    const array = new Float64Array(memory.buffer, next, length)
    next += padded(length)
    return [name, array]
  })
  return { memory, arrays: Object.fromEntries(arrays) }
}

const padded = (length: number) => Math.ceil(length / 2) * 16
