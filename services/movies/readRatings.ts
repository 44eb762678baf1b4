import { parse } from 'csv-parse/sync'
import { collectFaults, type Faults } from '../runtime/collectFaults.ts'
import { notCsv } from '../runtime/csvRecords.ts'
import { DataError, showValue } from '../runtime/errors.ts'
import { type Interaction, idFault, interner, linesOf, parseRating, parseSeconds } from './interaction.ts'
import { shownTitle } from './readTitles.ts'

/** Names that the columns of a CSV file may have, in lower case, without blanks, dashes and underscores. */
const names = {
  user: ['userid', 'user'],
  movie: ['movieid', 'movie', 'itemid', 'item'],
  rating: ['rating', 'stars'],
  time: ['timestamp', 'time'],
  title: ['title', 'movietitle'],
} as const

type Field = keyof typeof names
const fields = Object.keys(names) as Field[]

/** Where a line has its fields; -1 is a column that is not there. */
type Places = Readonly<Record<Field, number>>

/** Lines of user, movie, rating and time without a header: `u.data` (tabs) and `ratings.dat` (`::`). */
export function readUnnamed(text: string, separator: '\t' | '::'): Interaction[] {
  const faults = collectFaults()
  const read = rowReader({ user: 0, movie: 1, rating: 2, time: 3, title: -1 }, faults)
  const interactions: Interaction[] = []
  let rows = 0
  for (const [row, line] of linesOf(text)) {
    rows++
    const cells = row.split(separator)
    const found = cells.length === 4 ? read(cells, line) : undefined
    if (found !== undefined) interactions.push(found)
    else if (cells.length !== 4) {
      const problem = `has ${cells.length} fields; it must have 4: user, movie, rating, time`
      faults.add({ row: line, value: row, problem })
    }
  }
  faults.check(rows)
  return interactions
}

/** `ratings.csv`: columns in any order, others besides; without a time, the order of the rows is that of time; titles may be there. */
export function readCsv(text: string): Interaction[] {
  const faults = collectFaults()
  const interactions: Interaction[] = []
  let width = 0
  let rows = -1
  let read: ReturnType<typeof rowReader> | undefined
  forEachRecord(text, (record, line) => {
    rows++
    if (read === undefined) {
      width = record.length
      read = rowReader(placesOf(record), faults)
    } else if (record.length !== width) {
      faults.add({ row: line, problem: `has ${record.length} fields; the header has ${width}` })
    } else {
      const found = read(record, line)
      if (found !== undefined) interactions.push(found)
    }
  })
  faults.check(rows)
  return interactions
}

function rowReader(places: Places, faults: Faults) {
  const intern = interner()
  return (cells: readonly string[], line: number): Interaction | undefined => {
    const [user, movie] = [cells[places.user]!.trim(), cells[places.movie]!.trim()]
    const rating = parseRating(cells[places.rating]!.trim())
    const time = places.time === -1 ? line : parseSeconds(cells[places.time]!.trim())
    const before = faults.count
    const check = (column: Field, problem: unknown) => {
      if (typeof problem === 'string') {
        faults.add({ row: line, column, value: cells[places[column]]!, problem })
      }
    }
    check('user', idFault(user))
    check('movie', idFault(movie))
    check('rating', rating)
    check('time', time)
    if (faults.count > before) return undefined
    const title = places.title === -1 ? '' : shownTitle(cells[places.title]!)
    return {
      ...{ user: intern(user), movie: intern(movie), rating: rating as number, time: time as number },
      ...(title !== '' && { title: intern(title) }),
    }
  }
}

/** Keeps no record, as the records of a large file would not fit into memory. */
function forEachRecord(text: string, visit: (record: readonly string[], line: number) => void): void {
  try {
    parse(text, {
      ...{ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true },
      delimiter: [',', ';'],
      on_record(record: readonly string[], { lines }) {
        visit(record, lines)
        return null
      },
    })
  } catch (error) {
    if (error instanceof DataError) throw error
    throw notCsv(error)
  }
}

function placesOf(header: readonly string[]): Places {
  const found = header.map((name) => name.toLowerCase().replace(/[\s_-]/g, ''))
  const places = Object.fromEntries(
    fields.map((field) => {
      const matching = found.flatMap((name, place) => (names[field].includes(name as never) ? [place] : []))
      if (matching.length > 1) throw new DataError(`the header names the ${field} twice; it must do so once`)
      return [field, matching[0] ?? -1]
    }),
  ) as Record<Field, number>
  const missing = fields.filter((field) => !['time', 'title'].includes(field) && places[field] === -1)
  if (missing.length === 0) return places
  const shown = header.slice(0, 20).map(showValue).join(', ')
  throw new DataError(
    `columns missing: ${missing.map((field) => names[field].join(' or ')).join(', ')}; found ${shown}`,
  )
}
