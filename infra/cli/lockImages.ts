import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ImageLock } from '../imageLock.ts'
import { codeVersion } from '../lab/images/codeVersion.ts'
import { ensureImages } from '../lab/images/images.ts'
import { registryAddress } from '../lab/settings.ts'
import type { Report } from './steps.ts'

export function imageLockFile(stack: string): string {
  return resolve(import.meta.dirname, `../../stacks/images.${stack}.json`)
}

/**
 * Builds and pushes what `registry` lacks and writes the lock; without a registry, for a cluster of one's own, the lock
 * that is there stays as it is.
 * @returns undefined if there is neither, or only a lock of the lab's registry, which no other cluster reaches
 */
export async function ensureImageLock(
  stack: string,
  registry: string | undefined,
  report: Report,
): Promise<{ readonly count: number; readonly changed: boolean } | undefined> {
  const file = imageLockFile(stack)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (registry === undefined) {
    const images = before === undefined ? [] : referencesIn(before)
    return images.length === 0 || images.some(isOfLab) ? undefined : { count: images.length, changed: false }
  }
  const images = await ensureImages(registry, report)
  const { mirrored } = before === undefined ? {} : (JSON.parse(before) as Partial<ImageLock>)
  const lock: ImageLock = { codeVersion: await codeVersion(), images, ...(mirrored && { mirrored }) }
  const after = `${JSON.stringify(lock, null, 2)}\n`
  if (after !== before) {
    writeFileSync(`${file}.new`, after)
    renameSync(`${file}.new`, file)
  }
  return { count: Object.keys(images).length, changed: after !== before }
}

function referencesIn(lock: string): string[] {
  return Object.values((JSON.parse(lock) as ImageLock).images)
}

/** Whether an image is in the registry of the lab, on this machine's loopback. */
export function isOfLab(reference: string): boolean {
  return reference.startsWith(`${registryAddress}/`)
}
