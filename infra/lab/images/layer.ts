import { spawn } from 'node:child_process'
import { createHash, type Hash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import { paths } from '../paths.ts'
import { built } from './built.ts'
import { inputHash } from './inputHash.ts'
import { type BuiltLayer, mediaTypes } from './oci.ts'
import { recipe } from './recipe.ts'

/** A part of an image's file system that changes as a whole. */
export interface Layer {
  readonly name: string
  /** Equal keys promise equal content. */
  readonly key: string
  /** Puts the files into an empty directory that becomes `/`. */
  readonly fill: (root: string) => Promise<void>
}

/** A layer in the cache: its compressed file and what an image says of it. */
export interface CachedLayer extends BuiltLayer {
  readonly file: string
}

/** The layer from the cache, or filled and packed if it is not there. */
export async function buildLayer(layer: Layer, report: (line: string) => void): Promise<CachedLayer> {
  const name = `${layer.name}-${inputHash(layer.key, recipe)}`
  const directory = await built(join(paths().cache, 'images', 'layers', name), async (unfinished) => {
    report(`packing layer ${layer.name}`)
    const root = join(unfinished, 'root')
    await mkdir(root)
    await layer.fill(root)
    const packed = await pack(root, join(unfinished, 'layer.tar.zst'))
    await rm(root, { recursive: true })
    await writeFile(
      join(unfinished, 'layer.json'),
      JSON.stringify({ ...packed, createdBy: `atoll ${layer.name}` }),
    )
  })
  const description = JSON.parse(await readFile(join(directory, 'layer.json'), 'utf8')) as BuiltLayer
  return { ...description, file: join(directory, 'layer.tar.zst') }
}

// Names in order, no dates, no owners, and modes that depend on no umask: equal files give equal bytes.
const reproducible = [
  ...['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'],
  '--mode=u+rwX,go+rX,go-w,a-s,a-t',
]

const blockSize = 1024 * 1024

/** Packs a directory; at the fastest level, since registries of a lab are near and layers are unpacked once. */
export async function pack(root: string, file: string): Promise<Omit<BuiltLayer, 'createdBy'>> {
  const tar = spawn('tar', [...reproducible, '-C', root, '-cf', '-', '.'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((done, fail) => {
    let said = ''
    tar.stderr.on('data', (text) => {
      said += text
    })
    tar.on('error', (error) => fail(new Error(`tar cannot be run: ${error.message}`)))
    tar.on('close', (code) =>
      code === 0 ? done() : fail(new Error(`tar cannot pack ${root}: ${said.trim()}`)),
    )
  })
  const plain = createHash('sha256')
  const packed = createHash('sha256')
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  const write = pipeline(
    tar.stdout,
    hashing(plain),
    inBlocks,
    compress,
    hashing(packed),
    createWriteStream(file),
  )
  await Promise.all([ended, write])
  const digest = `sha256:${packed.digest('hex')}`
  const { size } = await stat(file)
  return {
    descriptor: { mediaType: mediaTypes.layer, digest, size },
    diffId: `sha256:${plain.digest('hex')}`,
  }
}

function hashing(hash: Hash): Transform {
  return new Transform({
    transform(bytes, _encoding, done) {
      hash.update(bytes)
      done(null, bytes)
    },
  })
}

/** Blocks of one size, since what a compressor writes depends on the pieces that it is given. */
async function* inBlocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let length = 0
  for await (const piece of source) {
    pieces.push(piece)
    length += piece.length
    if (length < blockSize) continue
    const bytes = Buffer.concat(pieces)
    const whole = length - (length % blockSize)
    for (let start = 0; start < whole; start += blockSize) yield bytes.subarray(start, start + blockSize)
    pieces = [bytes.subarray(whole)]
    length -= whole
  }
  if (length > 0) yield Buffer.concat(pieces)
}
