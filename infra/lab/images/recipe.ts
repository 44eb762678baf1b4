import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inputHash } from './inputHash.ts'

const shared = ['files.ts', 'cLibraries.ts', 'debianFiles.ts', 'layer.ts', 'image.ts', 'oci.ts']

/** Names how, and for which machines, all layers and images are made: what an older version of these files has made is made again. */
export const recipe = inputHash(
  process.arch,
  ...shared.map((name) => readFileSync(join(import.meta.dirname, name))),
)
