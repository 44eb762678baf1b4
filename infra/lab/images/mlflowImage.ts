import { readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { addLibraries, cLibraries, cppLibraries, type Libraries } from './cLibraries.ts'
import { debianFiles } from './debianFiles.ts'
import { addFile, addLink, addSystemFiles, addTree } from './files.ts'
import type { ImageSpec } from './image.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'
import { compilePython, installMlflow, mlflowPythonKey } from './mlflowPython.ts'

const packagesPlace = '/usr/lib/mlflow'

const pythonPackages = ['python3.11-minimal', 'libpython3.11-minimal', 'libpython3.11-stdlib']

const pythonLibraries: Libraries = {
  packages: [
    'libexpat1',
    'zlib1g',
    'libssl3',
    'libffi8',
    'libsqlite3-0',
    'libbz2-1.0',
    'liblzma5',
    'libuuid1',
  ],
  names: [
    ...['libexpat.so.1', 'libz.so.1', 'libssl.so.3', 'libcrypto.so.3', 'libffi.so.8', 'libsqlite3.so.0'],
    ...['libbz2.so.1.0', 'liblzma.so.5', 'libuuid.so.1'],
  ],
}

/** Parts of the standard library for developing, drawing and packaging. */
const unusedModules = ['ensurepip', 'idlelib', 'lib2to3', 'pydoc_data', 'tkinter', 'turtledemo', 'test']

/** MLflow's tracking server, model registry and pages. */
export function mlflowImage(report: (line: string) => void): ImageSpec {
  return {
    name: 'mlflow',
    layers: [pythonLayer(report), packagesLayer(report), programLayer()],
    config: {
      entrypoint: ['/usr/bin/python3', '-s', '/usr/bin/mlflow'],
      command: ['server'],
      environment: {
        PATH: '/usr/bin',
        HOME: '/tmp',
        PYTHONPATH: packagesPlace,
        PYTHONUNBUFFERED: '1',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      },
      workingDirectory: '/tmp',
      labels: { 'org.opencontainers.image.title': 'MLflow' },
    },
  }
}

function pythonLayer(report: (line: string) => void): Layer {
  const libraries = [cLibraries, cppLibraries, pythonLibraries]
  return {
    name: 'python',
    key: inputHash(readFileSync(import.meta.filename)),
    async fill(root) {
      await addSystemFiles(root)
      await addLibraries(root, libraries, report)
      const files = await debianFiles(pythonPackages, report)
      await addFile(root, 'usr/bin/python3.11', join(files, 'usr/bin/python3.11'))
      await addLink(root, 'usr/bin/python3', 'python3.11')
      await addTree(root, 'usr/lib/python3.11', join(files, 'usr/lib/python3.11'))
      for (const name of unusedModules)
        await rm(join(root, 'usr/lib/python3.11', name), { recursive: true, force: true })
      await compilePython(join(root, 'usr/lib/python3.11'), '/usr/lib/python3.11')
    },
  }
}

/** A fresh copy: the one in the cache is for running on this machine, which may change it. */
function packagesLayer(report: (line: string) => void): Layer {
  return {
    name: 'mlflow-packages',
    key: mlflowPythonKey(),
    async fill(root) {
      const packages = join(root, packagesPlace)
      await mkdir(packages, { recursive: true })
      await installMlflow(packages, packagesPlace, report)
    },
  }
}

function programLayer(): Layer {
  const program = join(import.meta.dirname, 'mlflow', 'command.py')
  return {
    name: 'mlflow-program',
    key: inputHash(readFileSync(program)),
    fill: (root) => addFile(root, 'usr/bin/mlflow', program),
  }
}
