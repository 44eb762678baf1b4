/** A file of an image that is named by its content. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** A compressed layer, and the digest of what it holds before compression. */
export interface BuiltLayer {
  readonly descriptor: Descriptor
  readonly diffId: string
  readonly createdBy: string
}

/** How a container of the image starts. */
export interface ImageConfig {
  readonly entrypoint: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  /** What tells its program to end, where it is not SIGTERM. */
  readonly stopSignal?: string
  readonly labels?: Readonly<Record<string, string>>
}

/** The user that every image runs as: nobody on the node. */
export const imageUser = 65532

export const mediaTypes = {
  layer: 'application/vnd.oci.image.layer.v1.tar+zstd',
  config: 'application/vnd.oci.image.config.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
}

const epoch = '1970-01-01T00:00:00Z'
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' }

/** The architecture of this machine in the words of container images. */
export function imageArchitecture(): string {
  const found = architectures[process.arch]
  if (found === undefined) throw new Error(`no images are built for ${process.arch}: only for x64 and arm64`)
  return found
}

/** The configuration file of an image (OCI image specification 1.1). */
export function imageConfigFile(config: ImageConfig, layers: readonly BuiltLayer[]): object {
  return {
    created: epoch,
    architecture: imageArchitecture(),
    os: 'linux',
    config: {
      User: `${imageUser}:${imageUser}`,
      Env: Object.entries(config.environment ?? {}).map(([name, value]) => `${name}=${value}`),
      Entrypoint: config.entrypoint,
      ...(config.command ? { Cmd: config.command } : {}),
      ...(config.workingDirectory ? { WorkingDir: config.workingDirectory } : {}),
      ...(config.stopSignal ? { StopSignal: config.stopSignal } : {}),
      ...(config.labels ? { Labels: config.labels } : {}),
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: layers.map((layer) => ({ created: epoch, created_by: layer.createdBy })),
  }
}

export function imageManifest(config: Descriptor, layers: readonly BuiltLayer[]): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers: layers.map((layer) => layer.descriptor),
  }
}

export function imageIndex(manifest: Descriptor): object {
  return { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [manifest] }
}
