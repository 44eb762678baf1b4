import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../runtime/errors.ts'

/**
 * Runs what writes a directory, which must be new or empty. If it fails, nothing of it stays, so that no half-written
 * school is taken for a whole one, and the same directory can be named again.
 * @throws DataError if the directory is not empty
 */
export async function intoNew<T>(directory: string, write: () => Promise<T>): Promise<T> {
  const isNew = !existsSync(directory)
  if (!isNew && readdirSync(directory).length > 0)
    throw new DataError(`${directory} is not empty; name a new directory, so that nothing is overwritten`)
  mkdirSync(directory, { recursive: true })
  try {
    return await write()
  } catch (error) {
    for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true })
    if (isNew) rmSync(directory, { recursive: true })
    throw error
  }
}
