import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EtlReport, etl } from '../etl.ts'
import { generateSchool } from '../generate.ts'
import type { Truth } from '../inventedStudent.ts'
import { addKey, type KeyRing } from '../keyRing.ts'
import type { Spoiled } from '../spoil.ts'

export interface SmallSchool extends Disposable {
  readonly directory: string
  readonly report: EtlReport
  readonly spoiled: Spoiled
  /** In the order in which students were made, which is that of their numbers' last digits. */
  readonly truths: readonly Truth[]
  readonly ring: KeyRing
}

/** An invented school after cleaning, in a directory that goes with it. */
export async function smallSchool(students = 300, seed = 1, spoiledShare = 0.005): Promise<SmallSchool> {
  const parent = mkdtempSync(join(tmpdir(), 'atoll-school-'))
  const directory = join(parent, 'data')
  const truths: Truth[] = []
  const ring = addKey()
  const onTruth = (truth: Truth) => truths.push(truth)
  const { batches, spoiled } = generateSchool({ students, seed, spoiledShare, onTruth })
  const report = await etl({ source: batches, out: directory, ring })
  return {
    directory,
    report,
    spoiled,
    truths,
    ring,
    [Symbol.dispose]: () => rmSync(parent, { recursive: true }),
  }
}
