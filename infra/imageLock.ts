import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type ImageName, imageNames } from '../components/images.ts'
import { ConfigError, compare } from './problems.ts'

const reference = z
  .string()
  .regex(/^[a-z0-9.-]+(:\d+)?\/[a-z0-9._/-]+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/)
  .describe('an image pinned by its digest, as registry:5000/name@sha256:<64 hex digits>')

const schema = z.strictObject({
  codeVersion: z.string().regex(/^\S+$/).describe('what the services image was built from, without spaces'),
  mirrored: z
    .record(
      z.string(),
      z
        .string()
        .regex(/^sha256:[0-9a-f]{64}$/)
        .describe('sha256: and 64 hexadecimal digits'),
    )
    .describe('digests of the images of others by their references, as quay.io/strimzi/operator:1.1.0')
    .optional(),
  images: z.strictObject(
    Object.fromEntries(imageNames.map((name) => [name, reference])) as Record<ImageName, typeof reference>,
  ),
})

/** The images of a stack, pinned by digest, and the version of the code in ours. */
export type ImageLock = z.infer<typeof schema>

/** @throws ConfigError with every problem of the lock */
export function readImageLock(path: string, raw: unknown): ImageLock {
  const { value, problems } = compare(schema, raw)
  if (value === undefined) throw new ConfigError(path, problems)
  return value
}

/**
 * Reads the lock that whoever pushes the images writes.
 * @param path below the repository
 * @throws ConfigError
 */
export function loadImageLock(path: string): ImageLock {
  const file = join(import.meta.dirname, '..', path)
  if (!existsSync(file))
    throw new ConfigError(path, [
      {
        path: 'images.lock',
        message:
          'there is no such file; expected the images of this stack, which are written there when they are pushed',
      },
    ])
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ConfigError(path, [
      { path: 'images.lock', message: `${(error as Error).message}; expected JSON` },
    ])
  }
  return readImageLock(path, raw)
}
