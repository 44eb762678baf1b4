/** What one user did with one movie. */
export interface Interaction {
  readonly user: string
  readonly movie: string
  /** Stars, from 0.5 to 5; undefined where the movie was watched and not rated. */
  readonly rating: number | undefined
  /** Seconds since 1970; the number of the row where the file has no time. */
  readonly time: number
  /** Of the movie, where the data has it. */
  readonly title?: string | undefined
}

/** One string for all equal ids, so that they do not keep the text of a file. */
export function interner(): (id: string) => string {
  const known = new Map<string, string>()
  return (id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    const copy = Buffer.from(id).toString()
    known.set(copy, copy)
    return copy
  }
}

/** Lines that are not blank, and their numbers from 1. */
export function* linesOf(text: string): Generator<readonly [string, number]> {
  for (let start = 0, line = 1; start < text.length; line++) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const content = text.slice(start, end).trim()
    if (content !== '') yield [content, line]
    start = end + 1
  }
}

export const scale = { lowest: 0.5, highest: 5 } as const
const longestId = 64

/** What is wrong with an id, or undefined. */
export function idFault(id: string): string | undefined {
  if (id === '') return 'is empty; it must be an id'
  if (id.length > longestId) return `is too long; an id has at most ${longestId} characters`
  return /\p{C}/u.test(id) ? 'has characters that cannot be seen; it must be an id' : undefined
}

const decimal = /^\d+(\.\d*)?$|^\.\d+$/

/** The stars, or what is wrong with them. */
export function parseRating(text: string): number | string {
  const rating = decimal.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(rating))
    return `is not a number; it must be a rating from ${scale.lowest} to ${scale.highest}`
  const inside = rating >= scale.lowest && rating <= scale.highest
  return inside ? rating : `is not between ${scale.lowest} and ${scale.highest}; it must be a rating in stars`
}

const earliest = Date.UTC(1970, 0, 1) / 1000
const latest = Date.UTC(2200, 0, 1) / 1000

/** The seconds since 1970, or what is wrong with them. */
export function parseSeconds(text: string): number | string {
  const seconds = decimal.test(text) ? Number(text) : Number.NaN
  if (seconds >= earliest && seconds < latest) return seconds
  return 'is no time; it must be the seconds since 1970, before the year 2200'
}
