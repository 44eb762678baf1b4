import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives all tests of a run, and the processes that they start, one directory for temporary files, and removes it. */
export default function temporaryFiles(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-tests-'))
  process.env.TMPDIR = directory
  return () => rmSync(directory, { recursive: true, force: true })
}
