import { existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'

/**
 * Has a file written beside where it belongs, and puts it there once it is whole, so that whoever reads it finds all of
 * it, or what was there before. A pipe or a terminal is written as it is.
 */
export async function intoFile<T>(file: string, write: (scratch: string) => T | Promise<T>): Promise<T> {
  const target = existsSync(file) ? realpathSync(file) : file
  if (existsSync(target) && !statSync(target).isFile()) return write(target)
  const scratch = `${target}.unfinished-${process.pid}`
  try {
    const result = await write(scratch)
    renameSync(scratch, target)
    return result
  } catch (error) {
    rmSync(scratch, { force: true })
    throw error
  }
}
