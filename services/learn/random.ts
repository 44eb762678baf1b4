/** A stream of pseudo-random numbers; the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform over the integers 0 to 2^32 - 1. */
  uint32(): number
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number
  /** Uniform over the integers 0 to `bound` - 1; `bound` at most 2^32. */
  integer(bound: number): number
  /** Standard normal deviate. */
  normal(): number
}

/**
 * xoshiro128** 1.1 (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"), its state
 * filled from the seed by SplitMix32.
 */
export function createRandom(seed: number): Random {
  const next = splitMix32(seed)
  let a = next()
  let b = next()
  let c = next()
  let d = next()
  let spare = Number.NaN

  function uint32(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return scrambled
  }

  function uniform(): number {
    return ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53
  }

  /** Rejects the few values that would make small integers more likely (Lemire 2019). */
  function integer(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound)
    let value = uint32()
    while (value >= limit) value = uint32()
    return value % bound
  }

  /** Polar method (Marsaglia and Bray 1964): deviates come in pairs, the second waits for the next call. */
  function normal(): number {
    if (!Number.isNaN(spare)) {
      const deviate = spare
      spare = Number.NaN
      return deviate
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square)
        spare = y * factor
        return x * factor
      }
    }
  }

  return { uint32, uniform, integer, normal }
}

/** Shuffles in place, every order equally likely (Fisher and Yates 1938; Durstenfeld 1964). */
export function shuffle<T extends { readonly length: number; [index: number]: unknown }>(
  values: T,
  random: Random,
): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const value = values[i]
    values[i] = values[j]
    values[j] = value
  }
  return values
}

/** The integers 0 to `count` - 1 in random order. */
export function permutation(count: number, random: Random): Uint32Array {
  return shuffle(
    Uint32Array.from({ length: count }, (_, i) => i),
    random,
  )
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function splitMix32(seed: number): () => number {
  let state = Math.imul(seed, 1) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
}
