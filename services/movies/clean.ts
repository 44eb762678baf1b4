import { decodeText } from '../runtime/decodeText.ts'
import { DataError } from '../runtime/errors.ts'
import type { Cleaned } from '../runtime/workload/data.ts'
import type { Interaction } from './interaction.ts'
import { type ReadEvents, readEvents } from './readEvents.ts'
import { readCsv, readUnnamed } from './readRatings.ts'

/** The examples of a larger file do not fit into the memory of a training. */
const maximumBytes = 64 * 1024 * 1024

/** What cleaning does, by the names that are counted. */
export const rules = {
  repeated_dropped: 'the user did the same with the movie before, with the same rating',
  older_rating_dropped: 'the user has rated the movie again later: the last rating counts',
  watch_of_rated_dropped: 'the user has rated the movie, and so has seen it',
  request_skipped: 'a request for recommendations says nothing of a movie',
  broken_event_dropped: 'the line of the log is no event',
} as const

/**
 * Ratings and events, at most one per user and movie, in order of time.
 *
 * @throws DataError if the file is of no known kind, or has faults
 */
export function clean(file: Uint8Array): Cleaned<Interaction> {
  const { interactions, requests, broken } = readInteractions(file)
  const counts = Object.fromEntries(Object.keys(rules).map((rule) => [rule, 0])) as Record<
    keyof typeof rules,
    number
  >
  counts.request_skipped = requests
  counts.broken_event_dropped = broken

  const kept = new Map<string, Map<string, Interaction>>()
  const titles = new Map<string, string>()
  for (const interaction of interactions) {
    const { user, movie, title } = interaction
    if (title !== undefined) titles.set(movie, title)
    const movies = kept.get(user) ?? new Map<string, Interaction>()
    kept.set(user, movies)
    const before = movies.get(movie)
    if (before === undefined) movies.set(movie, interaction)
    else {
      const [rule, winner] = decide(before, interaction)
      counts[rule]++
      movies.set(movie, winner)
    }
  }

  const last = [...kept.values()].flatMap((movies) => [...movies.values()])
  const examples = titles.size === 0 ? last : last.map((one) => ({ ...one, title: titles.get(one.movie) }))
  examples.sort((a, b) => a.time - b.time)
  return {
    examples,
    rowsRead: interactions.length + requests + broken,
    rules: counts,
  }
}

function decide(a: Interaction, b: Interaction): [keyof typeof rules, Interaction] {
  const [older, newer] = b.time >= a.time ? [a, b] : [b, a]
  if (older.rating === newer.rating) return ['repeated_dropped', older]
  if (older.rating === undefined) return ['watch_of_rated_dropped', newer]
  if (newer.rating === undefined) return ['watch_of_rated_dropped', older]
  return ['older_rating_dropped', newer]
}

/**
 * Tells the kind of a file by its first line.
 *
 * @throws DataError if it is of no known kind, or has faults
 */
export function readInteractions(file: Uint8Array): ReadEvents {
  const text = decodeText(file, maximumBytes)
  const [first] = text.trimStart().split('\n', 1)
  if (first === undefined || first.trim() === '') throw new DataError('the file is empty')
  if (first.startsWith('{')) return readEvents(text)
  const none = { requests: 0, broken: 0 }
  if (first.includes('::')) return { interactions: readUnnamed(text, '::'), ...none }
  if (/^[^\t]*\t[^\t]*\t[^\t]*\t\d/.test(first)) return { interactions: readUnnamed(text, '\t'), ...none }
  const interactions = readCsv(text)
  if (interactions.length === 0) throw new DataError('the file has a header and no rows')
  return { interactions, ...none }
}
