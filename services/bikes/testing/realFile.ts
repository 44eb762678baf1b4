import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const { ATOLL_TEST_DATA } = process.env

/** The directory that the variable names, as `--data` takes it; without the variable, tests on real data are skipped. */
export const realDirectory = ATOLL_TEST_DATA ? resolve(ATOLL_TEST_DATA) : undefined

/** Capital bike sharing, 2011 and 2012 (Fanaee-T and Gama 2013); it is no part of the project. */
export const realFile: Uint8Array | undefined =
  realDirectory === undefined ? undefined : readFileSync(join(realDirectory, 'bikes', 'hour.csv'))
