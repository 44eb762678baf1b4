import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/**
 * Writes a file for root alone, whole or not at all, and only when its text differs: some programs end when a file
 * they were started with is touched.
 */
export function writeChanged(file: string, text: string): void {
  if (readIfThere(file) === text) return
  const scratch = `${file}.${process.pid}`
  writeFileSync(scratch, text, { mode: 0o600 })
  renameSync(scratch, file)
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
