import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { withLock } from '../lock.ts'
import { inputHash } from './inputHash.ts'

/**
 * The directory at `path`, filled by `build` when it does not exist yet. `build` fills a directory beside it that is
 * renamed once complete, so a build cut short leaves nothing that looks finished. Of several callers at the same time,
 * in any process, one builds and the others wait for it.
 */
export async function built(path: string, build: (directory: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path
  const work = async (): Promise<void> => {
    if (existsSync(path)) return
    const unfinished = `${path}.partial`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(dirname(path), { recursive: true })
    await mkdir(unfinished)
    try {
      await build(unfinished)
      await rename(unfinished, path)
    } finally {
      await rm(unfinished, { recursive: true, force: true })
    }
  }
  await withLock(`built/${inputHash(path)}`, () => {}, work)
  return path
}
