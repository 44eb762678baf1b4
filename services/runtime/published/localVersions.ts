import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DataError } from '../errors.ts'
import type { ObjectStore } from '../objectStore.ts'
import { type Publication, parsePublication, publishedKey } from './publication.ts'

/** Versions of published data on the local disk, so that a restart needs no other service. */
export interface LocalVersions {
  /** The version that was kept last, if there is one. */
  latest(): Promise<Publication | undefined>
  /**
   * Brings the files of a version here that are not here yet.
   * @throws DataError if a file is not what the publication says
   * @returns their directory
   */
  bring(publication: Publication): Promise<string>
  /** Notes this version as the one to begin with after a restart, and removes all others. */
  keep(publication: Publication): Promise<void>
}

const record = 'current.json'

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

export function localVersions(folder: string, store: Pick<ObjectStore, 'download'>): LocalVersions {
  return {
    async latest() {
      try {
        return parsePublication(await readFile(join(folder, record), 'utf8'))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },

    async bring({ version, files }) {
      const directory = join(folder, version)
      await mkdir(directory, { recursive: true })
      for (const { name, sha256 } of files) {
        const file = join(directory, name)
        if ((await digestOf(file).catch(() => undefined)) === sha256) continue
        await store.download(publishedKey(version, name), `${file}.part`)
        const found = await digestOf(`${file}.part`)
        if (found !== sha256)
          throw new DataError(`${name} of version ${version} has SHA-256 ${found}, and should have ${sha256}`)
        await rename(`${file}.part`, file)
      }
      return directory
    },

    async keep(publication) {
      await writeFile(join(folder, `${record}.part`), JSON.stringify(publication))
      await rename(join(folder, `${record}.part`), join(folder, record))
      for (const name of await readdir(folder))
        if (/^[0-9a-f]{64}$/.test(name) && name !== publication.version)
          await rm(join(folder, name), { recursive: true })
    },
  }
}
