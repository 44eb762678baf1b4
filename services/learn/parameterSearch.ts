import { checkInteger } from './check.ts'
import { createRandom, permutation } from './random.ts'

/** Values that a search may give each option. */
export type ParameterSpace<Options> = { readonly [Name in keyof Options]: readonly Options[Name][] }

/** Every combination of the values; the last name changes quickest. */
export function parameterGrid<Options>(space: ParameterSpace<Options>): Options[] {
  return Array.from({ length: sizeOf(space) }, (_, position) => combination(space, position))
}

/**
 * Different combinations at random (Bergstra and Bengio 2012), all of them if there are no more.
 *
 * @throws RangeError unless `count` is at least 1
 */
export function randomParameters<Options>(
  space: ParameterSpace<Options>,
  count: number,
  seed: number,
): Options[] {
  checkInteger('count', count, 1)
  const size = sizeOf(space)
  const random = createRandom(seed)
  if (size <= 1e6) {
    return Array.from(permutation(size, random).subarray(0, count), (position) =>
      combination(space, position),
    )
  }
  const drawn = new Set<number>()
  while (drawn.size < Math.min(count, size)) drawn.add(Math.floor(random.uniform() * size))
  return Array.from(drawn, (position) => combination(space, position))
}

export interface Candidate<Options> {
  readonly options: Options
  readonly score: number
}

/**
 * Scores every candidate, best first: the earlier of equals. Candidates run together where `score` hands them to
 * threads.
 *
 * @throws RangeError if there is no candidate, or one has no finite score
 */
export async function searchParameters<Options>(
  candidates: readonly Options[],
  better: 'lower' | 'higher',
  score: (options: Options) => number | Promise<number>,
): Promise<Candidate<Options>[]> {
  if (candidates.length === 0) throw new RangeError('candidates: there are none, expected at least one')
  const scored = await Promise.all(
    candidates.map(async (options) => ({ options, score: await score(options) })),
  )
  for (const { options, score } of scored) {
    if (!Number.isFinite(score)) throw new RangeError(`the score of ${JSON.stringify(options)} is ${score}`)
  }
  return scored.sort((a, b) => (better === 'lower' ? a.score - b.score : b.score - a.score))
}

const valuesOf = <Options>(space: ParameterSpace<Options>) =>
  Object.entries(space) as [string, readonly unknown[]][]

function sizeOf<Options>(space: ParameterSpace<Options>): number {
  return valuesOf(space).reduce((product, [name, values]) => {
    if (values.length === 0) throw new RangeError(`${name}: no values, expected at least one`)
    return product * values.length
  }, 1)
}

function combination<Options>(space: ParameterSpace<Options>, position: number): Options {
  let rest = position
  const chosen = valuesOf(space)
    .reverse()
    .map(([name, values]) => {
      const value = values[rest % values.length]
      rest = Math.floor(rest / values.length)
      return [name, value]
    })
  return Object.fromEntries(chosen.reverse()) as Options
}
