import { DataError } from '../runtime/errors.ts'
import { csvField } from '../runtime/toCsv.ts'
import type { DataFile } from '../runtime/workload/data.ts'
import { readInteractions } from './clean.ts'
import { readTitles } from './readTitles.ts'

/** The file of ratings in each of MovieLens's folders. */
const ratings = /(^|\/)(u\.data|ratings\.dat|ratings\.csv)$/
const titles = /(^|\/)(u\.item|movies\.dat|movies\.csv)$/
const events = /\.(jsonl|ndjson)$/

/**
 * The ratings of a MovieLens folder, with its titles if it has them, or the logs of events of a folder one after the other. A
 * single file is itself.
 *
 * @throws DataError if there is neither, or more than one file of ratings
 */
export async function pack(files: readonly DataFile[]): Promise<Uint8Array> {
  const [only] = files
  if (only !== undefined && files.length === 1) return only.read()
  const found = files.filter(({ name }) => ratings.test(name))
  if (found.length > 1) {
    throw new DataError(
      `there is more than one file of ratings: ${found.map(({ name }) => name).join(', ')}; give one of them`,
    )
  }
  if (found.length === 1) {
    const named = files.filter(({ name }) => titles.test(name))
    if (named.length > 1) {
      throw new DataError(
        `there is more than one file of titles: ${named.map(({ name }) => name).join(', ')}; give one of them`,
      )
    }
    return named.length === 0 ? found[0]!.read() : withTitles(found[0]!, named[0]!)
  }
  const logs = files.filter(({ name }) => events.test(name))
  if (logs.length === 0) {
    const names = files.slice(0, 10).map(({ name }) => name)
    throw new DataError(
      `there is no u.data, ratings.dat, ratings.csv, *.jsonl or *.ndjson among ${files.length} files, and no folder movies: ${names.join(', ')}`,
    )
  }
  const parts: Uint8Array[] = []
  for (const log of logs) parts.push(await log.read(), Uint8Array.of(10))
  return Buffer.concat(parts)
}

/** One CSV file of both: a title stands where its movie first occurs. */
async function withTitles(ratingsFile: DataFile, titlesFile: DataFile): Promise<Uint8Array> {
  const left = readTitles(await titlesFile.read(), titlesFile.name)
  const { interactions } = readInteractions(await ratingsFile.read())
  const lines = interactions.map(({ user, movie, rating, time }) => {
    const title = left.get(movie) ?? ''
    left.delete(movie)
    return [user, movie, rating ?? '', time, title].map(csvField).join(',')
  })
  return new TextEncoder().encode(`userId,movieId,rating,timestamp,title\n${lines.join('\n')}\n`)
}
