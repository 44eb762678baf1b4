import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { inputHash } from './inputHash.ts'

export const repository = join(import.meta.dirname, '../../..')

const excluded = new Set(['node_modules', 'testing'])

/**
 * Paths relative to `root` of the code of the services that runs in a cluster, sorted: no tests and no helpers of
 * tests. Throws when there is none.
 */
export function codeFiles(root = repository): string[] {
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
  return found.sort()
}

/** Names the code of the services: equal files at equal paths have equal hashes. */
export function codeHash(root = repository): string {
  return inputHash(...codeFiles(root).flatMap((path) => [path, readFileSync(join(root, path))]))
}

function isCode(name: string): boolean {
  return name === 'package.json' || (/\.ts$/.test(name) && !/\.test\.ts$/.test(name))
}
