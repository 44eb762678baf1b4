import { readFileSync } from 'node:fs'
import { workloads } from '../../services/workloads.ts'
import type { ImageLock } from '../imageLock.ts'
import { collectImages, type ImagesUsed } from '../imagesUsed.ts'
import { command } from '../lab/command.ts'
import { writeChanged } from '../lab/files.ts'
import { ensureTools } from '../lab/tools.ts'
import { listed } from '../listed.ts'
import { readStackFile } from '../stackFile.ts'
import { imageLockFile } from './lockImages.ts'
import { type PreviewOptions, preview } from './preview.ts'
import { table } from './table.ts'

/**
 * Every image of a stack and who uses it, found by a preview.
 * @param lock asks the mirror for the digests, and writes them into the stack's lock of images
 */
export async function images(options: PreviewOptions, lock: boolean): Promise<string> {
  const { stack } = options
  const { mirror } = readStackFile(stack, workloads).images
  if (lock && mirror === undefined)
    throw new Error(
      `stack ${stack} has no mirror to ask; expected images.mirror in stacks/Pulumi.${stack}.yaml`,
    )
  const used = collectImages()
  await preview(options)
  const found = stackImages(used, mirror)
  if (!lock || mirror === undefined) return imagesText(found)
  const { crane } = await ensureTools(['crane'], (line) => process.stderr.write(`${line}\n`))
  const file = imageLockFile(stack)
  const before = JSON.parse(readFileSync(file, 'utf8')) as ImageLock
  const mirrored = await digestsInMirror(found, { crane, mirror })
  writeChanged(file, `${JSON.stringify({ ...before, mirrored }, null, 2)}\n`)
  return imagesText(found.map((image) => ({ ...image, digest: mirrored[originOf(image)] ?? image.digest })))
}

/** An image of a stack. */
export interface StackImage {
  /** Where it comes from, without the mirror: `quay.io/strimzi/operator`. */
  readonly name: string
  readonly tag: string | undefined
  /** Absent where the lock does not know it yet. */
  readonly digest: string | undefined
  readonly usedBy: readonly string[]
}

const parts = /^(.+?)(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/

/** The images of a stack by their names, without the mirror that they are pulled from. */
export function stackImages(used: ImagesUsed, mirror: string | undefined): StackImage[] {
  return [...used]
    .map(([reference, users]) => {
      const origin =
        mirror && reference.startsWith(`${mirror}/`) ? reference.slice(mirror.length + 1) : reference
      const [, name = origin, tag, digest] = parts.exec(origin) ?? []
      return { name, tag, digest, usedBy: [...users].sort() }
    })
    .toSorted((a, b) => originOf(a).localeCompare(originOf(b)))
}

/** The reference that the lock knows an image by: `quay.io/strimzi/operator:1.1.0`. */
export function originOf({ name, tag }: StackImage): string {
  return tag === undefined ? name : `${name}:${tag}`
}

/** Every image with its tag, its digest and who uses it, as a table. */
export function imagesText(images: readonly StackImage[]): string {
  const open = images.filter(({ digest }) => digest === undefined).length
  const rows = images.map(({ name, tag = '-', digest = '-', usedBy }) => [
    name,
    tag,
    digest.replace(/^(sha256:.{12}).*/, '$1'),
    listed(usedBy, 2),
  ])
  const state =
    open === 0
      ? 'each pinned by its digest'
      : `${open} without a digest: --lock asks the mirror for it, once it has them`
  return `${table([['image', 'tag', 'digest', 'used by'], ...rows])}\n\n${images.length} images, ${state}.`
}

/**
 * The digests of the images that come from the mirror, as it has them now.
 * @throws Error with every image that the mirror lacks
 */
export async function digestsInMirror(
  images: readonly StackImage[],
  { crane, mirror }: { readonly crane: string; readonly mirror: string },
): Promise<Record<string, string>> {
  const found: [string, string][] = []
  const missing: string[] = []
  for (const image of images.filter(({ tag }) => tag !== undefined)) {
    const origin = originOf(image)
    await command(crane, ['digest', `${mirror}/${origin}`]).then(
      (digest) => found.push([origin, digest.trim()]),
      (error: Error) => missing.push(`${origin}: ${error.message.trim().split('\n').at(-1)}`),
    )
  }
  if (missing.length > 0)
    throw new Error(`${mirror} does not give the digests of ${missing.length} images:\n${missing.join('\n')}`)
  return Object.fromEntries(found)
}
