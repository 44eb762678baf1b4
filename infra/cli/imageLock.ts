import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { codeVersion } from '../lab/images/codeVersion.ts'
import { ensureImages } from '../lab/images/images.ts'
import type { Report } from './steps.ts'

/** Which image, by digest, the stack runs under each name: what the stack's configuration points to. */
export interface ImageLock {
  readonly codeVersion: string
  readonly images: Readonly<Record<string, string>>
}

export function imageLockFile(stack: string): string {
  return resolve(import.meta.dirname, `../../stacks/images.${stack}.json`)
}

/**
 * Builds and pushes what `registry` lacks and writes the lock; without a registry the lock that is there stays as it is.
 * @returns undefined if there is neither
 */
export async function ensureImageLock(
  stack: string,
  registry: string | undefined,
  report: Report,
): Promise<{ readonly count: number; readonly changed: boolean } | undefined> {
  const file = imageLockFile(stack)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (registry === undefined)
    return before && { count: Object.keys((JSON.parse(before) as ImageLock).images).length, changed: false }
  const images = await ensureImages(registry, report)
  const lock: ImageLock = { codeVersion: await codeVersion(), images }
  const after = `${JSON.stringify(lock, null, 2)}\n`
  if (after !== before) {
    writeFileSync(`${file}.new`, after)
    renameSync(`${file}.new`, file)
  }
  return { count: Object.keys(images).length, changed: after !== before }
}
