import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageSpec } from './image.ts'
import { programLayer } from './programLayer.ts'
import { packagesLayer, pythonLayer, pythonVariables } from './pythonLayers.ts'
import type { PythonPackages } from './pythonPackages.ts'

const packagesPlace = '/usr/lib/pypiserver'
const program = join(import.meta.dirname, 'pypi', 'command.py')

export const pypiPython: PythonPackages = {
  name: 'pypi',
  requirements: join(import.meta.dirname, 'pypi', 'requirements.txt'),
  drop: (directory) => rm(join(directory, 'bin'), { recursive: true, force: true }),
  definedIn: import.meta.filename,
}

/** pypiserver: an index of Python packages. */
export function pypiImage(report: (line: string) => void): ImageSpec {
  return {
    name: 'pypi',
    layers: [
      pythonLayer(report),
      packagesLayer(pypiPython, packagesPlace, report),
      programLayer('pypiserver', program),
    ],
    config: {
      entrypoint: ['/usr/bin/python3', '-s', '/usr/bin/pypiserver'],
      command: ['run'],
      environment: pythonVariables(packagesPlace),
      workingDirectory: '/tmp',
      labels: { 'org.opencontainers.image.title': 'pypiserver' },
    },
  }
}
