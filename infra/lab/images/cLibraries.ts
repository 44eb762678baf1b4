import { realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { debianFiles } from './debianFiles.ts'
import { addFile } from './files.ts'

const platforms: Partial<Record<NodeJS.Architecture, { loader: string; triplet: string }>> = {
  x64: { loader: 'lib64/ld-linux-x86-64.so.2', triplet: 'x86_64-linux-gnu' },
  arm64: { loader: 'lib/ld-linux-aarch64.so.1', triplet: 'aarch64-linux-gnu' },
}

/** Some shared libraries, and the Debian packages that hold them. */
export interface Libraries {
  readonly packages: readonly string[]
  /** File names as programs ask for them, such as `libm.so.6`. */
  readonly names: readonly string[]
}

export const cLibraries: Libraries = {
  packages: ['libc6'],
  names: [
    'libc.so.6',
    'libm.so.6',
    'libdl.so.2',
    'libpthread.so.0',
    'librt.so.1',
    'libutil.so.1',
    'libresolv.so.2',
  ],
}

export const cppLibraries: Libraries = {
  packages: ['libstdc++6', 'libgcc-s1'],
  names: ['libstdc++.so.6', 'libgcc_s.so.1'],
}

/** Puts Debian's loader and the named shared libraries into an image, and no other file of their packages. */
export async function addLibraries(
  root: string,
  libraries: readonly Libraries[],
  report: (line: string) => void,
): Promise<void> {
  const { loader, triplet } = platforms[process.arch]!
  const files = await debianFiles(
    libraries.flatMap(({ packages }) => packages),
    report,
  )
  await addFile(root, loader, await findLibrary(files, triplet, basename(loader)))
  for (const name of libraries.flatMap(({ names }) => names)) {
    await addFile(root, `usr/lib/${triplet}/${name}`, await findLibrary(files, triplet, name))
  }
}

async function findLibrary(files: string, triplet: string, name: string): Promise<string> {
  const places = [join(files, 'lib', triplet, name), join(files, 'usr/lib', triplet, name)]
  return Promise.any(places.map((place) => realpath(place))).catch(() => {
    throw new Error(
      `${name} is missing from the Debian packages for the image: neither ${places.join(' nor ')} exists`,
    )
  })
}
