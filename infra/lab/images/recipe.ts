import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inputHash } from './inputHash.ts'

const here = import.meta.dirname

/** Names how images are built here: what an older version of this directory has built is built again. */
export const recipe = inputHash(
  ...globSync('*.ts', { cwd: here, exclude: ['*.test.ts'] })
    .sort()
    .flatMap((name) => [name, readFileSync(join(here, name))]),
)
