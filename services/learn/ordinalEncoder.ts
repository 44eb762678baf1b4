/** The different texts of a column, in order of their code units: the position of each is its number. */
export interface OrdinalEncoder {
  readonly categories: readonly string[]
}

export interface OrdinalEncoderOptions {
  /** Texts that occur less often are unknown. Default 1. */
  readonly minFrequency?: number
  /** Keep at most that many, the most frequent ones. Default: all. */
  readonly maxCategories?: number
}

/** So few that looking through the categories is quicker than a map of them. */
const FEW = 4

export function fitOrdinalEncoder(
  values: readonly string[],
  { minFrequency = 1, maxCategories = Infinity }: OrdinalEncoderOptions = {},
): OrdinalEncoder {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const kept = Array.from(counts)
    .filter(([, count]) => count >= minFrequency)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, maxCategories)
  return { categories: kept.map(([value]) => value).sort() }
}

/** One number per text; NaN for a text that the encoder does not know. */
export function encodeOrdinal({ categories }: OrdinalEncoder, values: readonly string[]): Float64Array {
  if (values.length <= FEW) {
    return Float64Array.from(values, (value) => {
      const position = categories.indexOf(value)
      return position < 0 ? Number.NaN : position
    })
  }
  const positions = new Map(categories.map((value, position) => [value, position]))
  return Float64Array.from(values, (value) => positions.get(value) ?? Number.NaN)
}
