const pageBytes = 65_536
/** Less than the 4 GiB that 32 bits address, so that they address the end of every array too. */
const mostPages = 65_535
/** Of all memories together that wait for the next fit. */
const keptBytes = 64 * 2 ** 20

/** What takes the memory, as errors name it. */
export interface Purpose {
  readonly name: string
  readonly rows: number
  readonly columns: number
  /** What would need less. Default: fewer rows or columns. */
  readonly right?: string
}

interface Taken {
  readonly memory: WebAssembly.Memory
  /** Lets the next fit have the memory, which is quicker than a new one: the arrays are not to be used afterwards. */
  release(): void
}

/** Memory of WebAssembly modules, and the byte where each array begins: a multiple of 16. */
export interface Places<Name extends string> extends Taken {
  readonly at: Readonly<Record<Name, number>>
}

/** Memory of WebAssembly modules, and the arrays in it. */
export interface Arrays<Name extends string, Numbers> extends Taken {
  readonly arrays: Readonly<Record<Name, Numbers>>
}

/** Released, the largest last. */
const kept: WebAssembly.Memory[] = []

/**
 * Memory of zeros, of which nothing else uses any part until it is released.
 *
 * @param bytes - of the arrays, by name
 * @throws RangeError if they do not fit into the 4 GiB of a memory, or the machine has no room for them
 */
export function takeMemory<Name extends string>(
  purpose: Purpose,
  bytes: Readonly<Record<Name, number>>,
): Places<Name> {
  const at = {} as Record<Name, number>
  let end = 0
  for (const name in bytes) {
    at[name] = end
    end += Math.ceil(bytes[name] / 16) * 16
  }
  const memory = reserve(end, purpose)
  let isReleased = false
  return { memory, at, release }

  function release(): void {
    const total = kept.reduce((sum, { buffer }) => sum + buffer.byteLength, memory.buffer.byteLength)
    if (isReleased || total > keptBytes) return
    isReleased = true
    kept.push(memory)
    kept.sort((a, b) => a.buffer.byteLength - b.buffer.byteLength)
  }
}

/** As `takeMemory`, by the arrays' lengths. */
export const takeDoubles = <Name extends string>(purpose: Purpose, lengths: Readonly<Record<Name, number>>) =>
  takeArrays(Float64Array, purpose, lengths)

/** As `takeMemory`, by the arrays' lengths. */
export const takeSingles = <Name extends string>(purpose: Purpose, lengths: Readonly<Record<Name, number>>) =>
  takeArrays(Float32Array, purpose, lengths)

function takeArrays<Name extends string, Numbers>(
  Numbers: {
    readonly BYTES_PER_ELEMENT: number
    new (buffer: ArrayBuffer, at: number, length: number): Numbers
  },
  purpose: Purpose,
  lengths: Readonly<Record<Name, number>>,
): Arrays<Name, Numbers> {
  const names = Object.keys(lengths) as Name[]
  const bytes = Object.fromEntries(names.map((name) => [name, lengths[name] * Numbers.BYTES_PER_ELEMENT]))
  const { memory, at, release } = takeMemory(purpose, bytes)
  const arrays = names.map((name) => [name, new Numbers(memory.buffer, at[name], lengths[name])])
  return { memory, arrays: Object.fromEntries(arrays), release }
}

function reserve(bytes: number, { name, rows, columns, right = 'fewer rows or columns' }: Purpose) {
  const pages = Math.ceil(bytes / pageBytes)
  const needed = `${name}: ${rows} x ${columns} need ${(bytes / 2 ** 30).toFixed(1)} GiB of memory`
  if (pages > mostPages) throw new RangeError(`${needed}, expected less than 4: ${right}`)
  const memory = kept.pop()
  try {
    if (memory === undefined) return new WebAssembly.Memory({ initial: pages })
    const before = memory.buffer.byteLength
    if (before < bytes) memory.grow(pages - before / pageBytes)
    new Uint8Array(memory.buffer, 0, Math.min(before, bytes)).fill(0)
    return memory
  } catch (error) {
    throw new RangeError(`${needed}, which the machine does not have: ${right}`, { cause: error })
  }
}
