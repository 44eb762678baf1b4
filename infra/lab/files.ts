import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/**
 * Writes a file for root alone, whole or not at all, and only when its text differs: some programs end when a file
 * they were started with is touched.
 */
export function writeChanged(file: string, text: string): void {
  if (readIfThere(file) === text) return
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
