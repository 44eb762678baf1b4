import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')
const path = join(resolve(root, process.env.ATOLL_TEST_DATA ?? '../shared/data'), 'bikes', 'hour.csv')

/** Capital bike sharing, 2011 and 2012 (Fanaee-T and Gama 2013), where it is on this machine; it is no part of the project. */
export const realFile: Uint8Array | undefined = existsSync(path) ? readFileSync(path) : undefined
