import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import type { BuiltImage } from '../images/image.ts'

export interface UnpackedImage {
  readonly root: string
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The arguments with which `chroot` runs a program as the image says: its user, its files. */
  chroot(...program: readonly string[]): string[]
}

/** Unpacks an image's layers over each other into `root`, as a container runtime does. Needs root. */
export async function unpackImage({ layout, digest }: BuiltImage, root: string): Promise<UnpackedImage> {
  const blob = (name: string): string => join(layout, 'blobs', 'sha256', name.slice('sha256:'.length))
  const read = (name: string) => JSON.parse(readFileSync(blob(name), 'utf8'))
  const manifest = read(digest) as { config: { digest: string }; layers: { digest: string }[] }
  mkdirSync(root, { recursive: true })
  for (const layer of manifest.layers) {
    const tar = `${root}.tar`
    await pipeline(
      createReadStream(blob(layer.digest)),
      createZstdDecompress({ chunkSize: 1024 * 1024 }),
      createWriteStream(tar),
    )
    execFileSync('tar', ['-xpf', tar, '-C', root])
    rmSync(tar)
  }
  const { config } = read(manifest.config.digest) as {
    config: { User: string; Entrypoint: string[]; Env: string[] }
  }
  return {
    root,
    user: config.User,
    entrypoint: config.Entrypoint,
    environment: Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2))),
    chroot: (...program) => [`--userspec=${config.User}`, root, ...program],
  }
}
