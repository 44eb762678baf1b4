import { copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { imageUser } from './oci.ts'

/** Writes a file below `root`, with the directories that lead to it. */
export async function addContent(root: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}

/** Copies one file (not a link) below `root`. Throws an error that names it when it is not there. */
export async function addFile(root: string, path: string, source: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  try {
    await copyFile(source, join(root, path))
  } catch (error) {
    throw new Error(`cannot put ${source} into an image as /${path}: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** Copies a directory tree below `root`, links as they are. */
export async function addTree(root: string, path: string, source: string): Promise<void> {
  await cp(source, join(root, path), { recursive: true, verbatimSymlinks: true, preserveTimestamps: false })
}

export async function addLink(root: string, path: string, target: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await symlink(target, join(root, path))
}

/** What a program expects of any system: a name for the user it runs as, and a place for temporary files. */
export async function addSystemFiles(root: string): Promise<void> {
  await addContent(root, 'etc/passwd', `atoll:x:${imageUser}:${imageUser}:atoll:/tmp:/sbin/nologin\n`)
  await addContent(root, 'etc/group', `atoll:x:${imageUser}:\n`)
  await mkdir(join(root, 'tmp'))
}
