import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { inputHash } from './inputHash.ts'

export const repository = join(import.meta.dirname, '../../..')

const excluded = new Set(['node_modules', 'testing'])

/** Files by their path relative to the repository, sorted by it. */
export type Code = ReadonlyMap<string, Buffer>

/**
 * The code of the services that runs in a cluster: no tests and no helpers of tests. Read once, so that what is hashed
 * is what is packed, even while someone edits. Throws when there is none.
 */
export function readCode(root = repository): Code {
  const found: string[] = []
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name)
      if (entry.isDirectory() && !excluded.has(entry.name)) visit(path)
      else if (entry.isFile() && isCode(entry.name)) found.push(relative(root, path))
    }
  }
  const directory = join(root, 'services')
  try {
    visit(directory)
  } catch (error) {
    throw new Error(`cannot read the code of the services: ${(error as Error).message}`, { cause: error })
  }
  if (found.length === 0) throw new Error(`${directory} has no code for the image of the services`)
  return new Map(found.sort().map((path) => [path, readFileSync(join(root, path))]))
}

/** Names the code of the services: equal files at equal paths have equal hashes. */
export function codeHash(code: Code): string {
  return inputHash(...[...code].flat())
}

function isCode(name: string): boolean {
  return name === 'package.json' || (/\.(ts|sql)$/.test(name) && !/\.test\.ts$/.test(name))
}
