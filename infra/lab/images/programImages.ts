import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { debianFiles } from './debianFiles.ts'
import { addFile, addLink, addSystemFiles } from './files.ts'
import type { ImageSpec } from './image.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'

/** Images that hold one static program, and nothing else unless scripts are to run in them. */
export const programImageNames = ['minio', 'mc', 'prometheus', 'alertmanager', 'loki', 'collector'] as const

export type ProgramImageName = (typeof programImageNames)[number]

const withShell: readonly ProgramImageName[] = ['mc']

/** @param program the file to put into the image, in a directory that is named for how it was built */
export function programImage(
  name: ProgramImageName,
  program: string,
  report: (line: string) => void,
): ImageSpec {
  return {
    name,
    layers: [...(withShell.includes(name) ? [shellLayer(report)] : []), programLayer(name, program)],
    config: {
      labels: { 'org.opencontainers.image.title': name },
      environment: { PATH: '/usr/bin:/bin', HOME: '/tmp' },
      entrypoint: [`/usr/bin/${name}`],
    },
  }
}

function programLayer(name: ProgramImageName, program: string): Layer {
  return {
    name: `program-${name}`,
    key: inputHash(readFileSync(import.meta.filename), basename(dirname(program))),
    async fill(root) {
      await addSystemFiles(root)
      await addFile(root, `usr/bin/${name}`, program)
    },
  }
}

const shellCommands = ['sh', 'cat', 'sleep']

function shellLayer(report: (line: string) => void): Layer {
  return {
    name: 'shell',
    key: inputHash(readFileSync(import.meta.filename)),
    async fill(root) {
      const files = await debianFiles(['busybox-static'], report)
      await addFile(root, 'bin/busybox', join(files, 'bin/busybox'))
      for (const name of shellCommands) await addLink(root, `bin/${name}`, 'busybox')
    },
  }
}
