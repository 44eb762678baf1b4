import { collectFaults } from '../runtime/collectFaults.ts'
import { csvRecords } from '../runtime/csvRecords.ts'
import { decodeText } from '../runtime/decodeText.ts'
import { DataError } from '../runtime/errors.ts'
import { idFault, linesOf } from './interaction.ts'

const maximumBytes = 64 * 1024 * 1024
const longestTitle = 200

/** A title without what cannot be seen, of 200 characters at most. */
export const shownTitle = (text: string): string =>
  text.replace(/\p{C}/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, longestTitle)

/**
 * Titles by the movies' ids, from MovieLens's `u.item` (`|`), `movies.dat` (`::`) or `movies.csv`. The older ones are in
 * Latin 1.
 *
 * @param name of the file, which tells its kind
 * @throws DataError naming the rows that are none
 */
export function readTitles(file: Uint8Array, name: string): Map<string, string> {
  try {
    if (name.endsWith('.csv')) return titlesOf(csvRows(decodeText(file, maximumBytes)))
    const separator = name.endsWith('.dat') ? '::' : '|'
    return titlesOf(linesOf(textOf(file)).map(([row, line]) => [row.split(separator), line] as const))
  } catch (error) {
    if (error instanceof DataError) throw new DataError(`${name}: ${error.message}`)
    throw error
  }
}

function textOf(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    return new TextDecoder('latin1').decode(file)
  }
}

function* csvRows(text: string): Generator<readonly [readonly string[], number]> {
  const [header, ...records] = csvRecords(text)
  const names = (header?.record ?? []).map((name) => name.toLowerCase())
  const [movie, title] = [names.indexOf('movieid'), names.indexOf('title')]
  if (movie === -1 || title === -1)
    throw new DataError(`its first line must name movieId and title; found ${names.slice(0, 20).join(', ')}`)
  for (const { record, info } of records) yield [[record[movie] ?? '', record[title] ?? ''], info.lines]
}

function titlesOf(rows: Iterable<readonly [readonly string[], number]>): Map<string, string> {
  const faults = collectFaults()
  const titles = new Map<string, string>()
  let count = 0
  for (const [[id = '', title = ''], row] of rows) {
    count++
    const shown = shownTitle(title)
    const problem = idFault(id.trim()) ?? (shown === '' ? 'has no title beside it' : undefined)
    if (problem === undefined) titles.set(id.trim(), shown)
    else faults.add({ row, value: id, problem })
  }
  faults.check(count)
  return titles
}
