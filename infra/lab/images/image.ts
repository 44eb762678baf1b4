import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { paths } from '../paths.ts'
import { built } from './built.ts'
import { inputHash } from './inputHash.ts'
import { buildLayer, type Layer } from './layer.ts'
import {
  type Descriptor,
  type ImageConfig,
  imageConfigFile,
  imageIndex,
  imageManifest,
  mediaTypes,
} from './oci.ts'
import { recipe } from './recipe.ts'

export interface ImageSpec {
  readonly name: string
  /** From the least to the most often changed. */
  readonly layers: readonly Layer[]
  readonly config: ImageConfig
}

/** An image as an OCI layout on disk, which is what registries and containerd take in. */
export interface BuiltImage {
  readonly layout: string
  readonly digest: string
}

/** The image from the cache, or built if anything it is made of has changed. */
export async function buildImage(spec: ImageSpec, report: (line: string) => void): Promise<BuiltImage> {
  const layers = spec.layers.map(({ name, key }) => [name, key])
  const key = inputHash(JSON.stringify([spec.config, layers]), recipe)
  const layout = await built(join(paths().cache, 'images', `${spec.name}-${key}`), async (directory) => {
    report(`building image ${spec.name}`)
    await writeLayout(directory, spec, report)
  })
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as { manifests: [Descriptor] }
  return { layout, digest: index.manifests[0].digest }
}

async function writeLayout(
  directory: string,
  spec: ImageSpec,
  report: (line: string) => void,
): Promise<void> {
  const blobs = join(directory, 'blobs', 'sha256')
  await mkdir(blobs, { recursive: true })
  const layers = []
  for (const layer of spec.layers) layers.push(await buildLayer(layer, report))
  for (const { file, descriptor } of layers) {
    const blob = join(blobs, hexOf(descriptor.digest))
    if (!existsSync(blob)) await link(file, blob)
  }
  const config = await writeBlob(blobs, mediaTypes.config, imageConfigFile(spec.config, layers))
  const manifest = await writeBlob(blobs, mediaTypes.manifest, imageManifest(config, layers))
  await writeFile(join(directory, 'index.json'), JSON.stringify(imageIndex(manifest)))
  await writeFile(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}

async function writeBlob(blobs: string, mediaType: string, content: object): Promise<Descriptor> {
  const bytes = Buffer.from(JSON.stringify(content))
  const hex = createHash('sha256').update(bytes).digest('hex')
  await writeFile(join(blobs, hex), bytes)
  return { mediaType, digest: `sha256:${hex}`, size: bytes.length }
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length)
}
