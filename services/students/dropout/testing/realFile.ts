import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const { ATOLL_TEST_DATA } = process.env

/** Outcomes of students of Portalegre (Realinho et al. 2021), below the directory of the variable; it is no part of the project. */
export const realFile: Uint8Array | undefined =
  ATOLL_TEST_DATA === undefined
    ? undefined
    : readFileSync(join(resolve(ATOLL_TEST_DATA), 'students', 'dropout.csv'))
