import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { school } from './school.ts'
import { smallSchool } from './testing/smallSchool.ts'

/** Spoils all data of a Parquet file, and leaves its schema, which stands at its end. */
function spoil(file: string): void {
  const bytes = readFileSync(file)
  const schemaBytes = bytes.readUInt32LE(bytes.length - 8)
  writeFileSync(file, bytes.fill(255, 4, bytes.length - 8 - schemaBytes))
}

test('a version that opens and does not answer is refused, and leaves no process behind', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-broken-school-'))
  try {
    using small = await smallSchool(30, 4)
    cpSync(small.directory, directory, { recursive: true })
    spoil(join(directory, 'loans.parquet'))
    await expect(school.open(directory)).rejects.toThrow('Invalid Error')
    const processes = () => process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap')
    await expect.poll(processes, { timeout: 10_000 }).toEqual([])
  } finally {
    rmSync(directory, { recursive: true })
  }
})
