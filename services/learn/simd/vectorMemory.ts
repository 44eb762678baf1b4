const pageBytes = 65_536

/** Memory of a WebAssembly module from which typed arrays are cut. */
export interface VectorMemory {
  readonly memory: WebAssembly.Memory
  /** Zeros, at a multiple of 16 bytes. */
  float32(length: number): Float32Array
}

/** @param lengths - of the arrays that will be cut, which cannot be more */
export function vectorMemory(lengths: readonly number[]): VectorMemory {
  const bytes = lengths.reduce((sum, length) => sum + align(length), 0)
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  let next = 0
  return {
    memory,
    float32(length) {
      const array = new Float32Array(memory.buffer, next, length)
      next += align(length)
      return array
    },
  }
}

const align = (length: number) => Math.ceil(length / 4) * 16
