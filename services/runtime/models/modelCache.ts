import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ModelRelease, ModelSource } from './modelSource.ts'

/** The model served last, kept on a local disk so that a restart needs no other service. */
export interface ModelCache extends ModelSource {
  save(release: { readonly version: string; readonly sha256: string }, bytes: Uint8Array): Promise<void>
}

const record = z.object({ version: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })

export function modelCache(folder: string, model: string): ModelCache {
  const recordFile = join(folder, `${model}.json`)
  const bytesFile = (sha256: string) => join(folder, `${model}-${sha256.slice(0, 16)}.model`)

  const replace = async (file: string, content: string | Uint8Array) => {
    await writeFile(`${file}.part`, content)
    await rename(`${file}.part`, file)
  }

  return {
    async latest(): Promise<ModelRelease | undefined> {
      let text: string
      try {
        text = await readFile(recordFile, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
      const { version, sha256 } = record.parse(JSON.parse(text))
      return { version, sha256, read: () => readFile(bytesFile(sha256)) }
    },

    async save({ version, sha256 }, bytes) {
      await mkdir(folder, { recursive: true })
      const before = await this.latest().catch(() => undefined)
      await replace(bytesFile(sha256), bytes)
      await replace(recordFile, JSON.stringify({ version, sha256 }))
      if (before !== undefined && before.sha256 !== sha256)
        await rm(bytesFile(before.sha256), { force: true })
    },
  }
}
