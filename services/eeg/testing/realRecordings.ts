import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedFile } from '../archive.ts'

const { ATOLL_TEST_DATA } = process.env

/** Recordings of one person of PhysioNet's EEG Motor Movement/Imagery set (Schalk et al. 2004); they are no part of the project. */
export const realRecordings: readonly NamedFile[] | undefined =
  ATOLL_TEST_DATA === undefined
    ? undefined
    : readdirSync(join(ATOLL_TEST_DATA, 'eeg'))
        .filter((name) => name.endsWith('.edf'))
        .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(ATOLL_TEST_DATA, 'eeg', name))) }))
