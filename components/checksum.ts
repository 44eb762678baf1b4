import { createHash } from 'node:crypto'

/** An annotation of pods that changes with the files they read when they start, and so replaces them. */
export function checksum(...files: readonly string[]): Readonly<Record<string, string>> {
  return { 'checksum/config': createHash('sha256').update(files.join('')).digest('hex') }
}
