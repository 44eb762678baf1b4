import { z } from 'zod'
import { collectFaults, type Faults } from '../runtime/collectFaults.ts'
import { type Interaction, idFault, interner, linesOf, parseSeconds, scale } from './interaction.ts'

const id = z.union([z.string(), z.int()]).transform(String)
const time = z.union([z.number().min(0), z.iso.datetime({ offset: true, local: true }), z.iso.datetime()])

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rate'), user: id, movie: id, rating: z.number(), time }),
  z.object({ type: z.literal('watch'), user: id, movie: id, time }),
  z.object({ type: z.literal('request'), user: id, time }),
])

/** Share of the lines of a log that may be broken. */
const tolerated = 0.01

export interface ReadEvents {
  readonly interactions: readonly Interaction[]
  /** Requests for recommendations: nobody saw or rated anything. */
  readonly requests: number
  readonly broken: number
}

/**
 * A log of events, one JSON object per line: `{"type": "rate", "user": "7", "movie": "42", "rating": 4, "time": …}`,
 * `watch` without a rating, `request` without a movie. Time is in seconds since 1970 or as ISO 8601.
 *
 * @throws DataError if more than 1 % of the lines are no such event
 */
export function readEvents(text: string): ReadEvents {
  const faults = collectFaults()
  const interactions: Interaction[] = []
  let requests = 0
  let rows = 0
  let broken = 0
  const intern = interner()
  for (const [content, line] of linesOf(text)) {
    rows++
    const before = faults.count
    const found = readEvent(content, line, faults)
    if (faults.count > before) broken++
    else if (found === undefined) requests++
    else interactions.push({ ...found, user: intern(found.user), movie: intern(found.movie) })
  }
  if (broken > rows * tolerated) faults.check(rows)
  return { interactions, requests, broken }
}

function readEvent(content: string, line: number, faults: Faults): Interaction | undefined {
  const fail = (value: string, problem: string, column?: string) => {
    faults.add({ row: line, value, problem, ...(column !== undefined && { column }) })
    return undefined
  }
  const parsed = event.safeParse(jsonOf(content))
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? []
    const where = path.length === 0 ? 'it' : `its ${path.join('.')}`
    return fail(content, `is no event: ${where} must be that of a rate, watch or request event as JSON`)
  }
  const { data } = parsed
  const seconds = typeof data.time === 'number' ? data.time : Date.parse(data.time) / 1000
  const late = parseSeconds(String(seconds))
  if (typeof late === 'string') return fail(String(data.time), late, 'time')
  const userFault = idFault(data.user)
  if (userFault !== undefined) return fail(data.user, userFault, 'user')
  if (data.type === 'request') return undefined
  const movieFault = idFault(data.movie)
  if (movieFault !== undefined) return fail(data.movie, movieFault, 'movie')
  const rating = data.type === 'rate' ? data.rating : undefined
  if (rating !== undefined && !(rating >= scale.lowest && rating <= scale.highest)) {
    return fail(String(rating), `is not between ${scale.lowest} and ${scale.highest}`, 'rating')
  }
  return { user: data.user, movie: data.movie, rating, time: seconds }
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
