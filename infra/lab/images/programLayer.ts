import { readFileSync } from 'node:fs'
import { addFile } from './files.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'

/** A program of one file, as `/usr/bin/<name>`. */
export function programLayer(name: string, file: string): Layer {
  return {
    name: `${name}-program`,
    key: inputHash(readFileSync(file)),
    fill: (root) => addFile(root, `usr/bin/${name}`, file),
  }
}
