import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generateSchool } from './generate.ts'
import { writeExport } from './writeExport.ts'

test('an export that is interrupted leaves nothing', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'atoll-export-'))
  try {
    const leaving = new AbortController()
    setImmediate(() => leaving.abort())
    const { batches } = generateSchool({ students: 1000, seed: 1, studentsAtOnce: 1 })
    await expect(writeExport(batches, join(parent, 'export'), leaving.signal)).rejects.toThrow('aborted')
    expect(readdirSync(parent)).toEqual([])
    expect(batches.next().done).toBe(true)
  } finally {
    rmSync(parent, { recursive: true })
  }
})
