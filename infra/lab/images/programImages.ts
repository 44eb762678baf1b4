import { basename, dirname, join } from 'node:path'
import type { ToolName } from '../toolModules.ts'
import { debianFiles } from './debianFiles.ts'
import { addFile, addLink, addSystemFiles } from './files.ts'
import type { ImageSpec } from './image.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'
import type { ImageConfig } from './oci.ts'

/** An image that holds one static program, and nothing else unless it is said here. */
interface ProgramImage {
  readonly tool: ToolName
  readonly config?: Omit<ImageConfig, 'entrypoint'>
  /** Whether scripts are to run in it. */
  readonly shell?: boolean
}

const programs = {
  minio: { tool: 'minio' },
  mc: {
    tool: 'mc',
    config: { environment: { PATH: '/usr/bin:/bin', MC_CONFIG_DIR: '/tmp/.mc' } },
    shell: true,
  },
  prometheus: { tool: 'prometheus' },
} satisfies Record<string, ProgramImage>

export type ProgramImageName = keyof typeof programs

export const programImageNames = Object.keys(programs) as ProgramImageName[]

/** @param program the file to put into the image, in a directory that is named for how it was built */
export function programImage(
  name: ProgramImageName,
  program: string,
  report: (line: string) => void,
): ImageSpec {
  const { tool, config, shell }: ProgramImage = programs[name]
  return {
    name,
    layers: [...(shell ? [shellLayer(report)] : []), programLayer(tool, program)],
    config: {
      labels: { 'org.opencontainers.image.title': name },
      environment: { PATH: '/usr/bin' },
      ...config,
      entrypoint: [`/usr/bin/${tool}`],
    },
  }
}

function programLayer(tool: ToolName, program: string): Layer {
  return {
    name: `program-${tool}`,
    key: inputHash(basename(dirname(program))),
    async fill(root) {
      await addSystemFiles(root)
      await addFile(root, `usr/bin/${tool}`, program)
    },
  }
}

const shellCommands = ['sh', 'cat', 'sleep']

function shellLayer(report: (line: string) => void): Layer {
  return {
    name: 'shell',
    key: inputHash(...shellCommands),
    async fill(root) {
      const files = await debianFiles(['busybox-static'], report)
      await addFile(root, 'bin/busybox', join(files, 'bin/busybox'))
      for (const name of shellCommands) await addLink(root, `bin/${name}`, 'busybox')
    },
  }
}
