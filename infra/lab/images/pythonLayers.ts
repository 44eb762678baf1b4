import { readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { addLibraries, cLibraries, cppLibraries, type Libraries } from './cLibraries.ts'
import { debianFiles } from './debianFiles.ts'
import { addFile, addLink, addSystemFiles, addTree } from './files.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'
import { compilePython, installPython, type PythonPackages, pythonKey } from './pythonPackages.ts'

const debianPython = ['python3.11-minimal', 'libpython3.11-minimal', 'libpython3.11-stdlib']

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
    'libcrypt1',
  ],
  names: [
    ...['libexpat.so.1', 'libz.so.1', 'libssl.so.3', 'libcrypto.so.3', 'libffi.so.8', 'libsqlite3.so.0'],
    ...['libbz2.so.1.0', 'liblzma.so.5', 'libuuid.so.1', 'libcrypt.so.1'],
  ],
}

/** Parts of the standard library for developing, drawing and packaging. */
const unusedModules = ['ensurepip', 'idlelib', 'lib2to3', 'pydoc_data', 'tkinter', 'turtledemo', 'test']

/** What a program of Python needs of its environment when its packages lie at `place`. */
export function pythonVariables(place: string): Readonly<Record<string, string>> {
  return { PATH: '/usr/bin', HOME: '/tmp', PYTHONPATH: place, PYTHONUNBUFFERED: '1' }
}

/** Debian's Python, the same for every image. */
export function pythonLayer(report: (line: string) => void): Layer {
  const libraries = [cLibraries, cppLibraries, pythonLibraries]
  return {
    name: 'python',
    key: inputHash(readFileSync(import.meta.filename)),
    async fill(root) {
      await addSystemFiles(root)
      await addLibraries(root, libraries, report)
      const files = await debianFiles(debianPython, report)
      await addFile(root, 'usr/bin/python3.11', join(files, 'usr/bin/python3.11'))
      await addLink(root, 'usr/bin/python3', 'python3.11')
      await addTree(root, 'usr/lib/python3.11', join(files, 'usr/lib/python3.11'))
      for (const name of unusedModules)
        await rm(join(root, 'usr/lib/python3.11', name), { recursive: true, force: true })
      await compilePython(join(root, 'usr/lib/python3.11'), '/usr/lib/python3.11')
    },
  }
}

/** A fresh copy of the packages: one in the cache is for running on this machine, which may change it. */
export function packagesLayer(
  packages: PythonPackages,
  place: string,
  report: (line: string) => void,
): Layer {
  return {
    name: `${packages.name}-packages`,
    key: pythonKey(packages),
    async fill(root) {
      const directory = join(root, place)
      await mkdir(directory, { recursive: true })
      await installPython(packages, directory, place, report)
    },
  }
}
