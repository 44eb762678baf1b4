import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addFile } from './files.ts'

test('a program that is not there is named, with its place in the image', async () => {
  const root = mkdtempSync(join(tmpdir(), 'files-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  await expect(addFile(root, 'usr/bin/minio', '/nowhere/minio')).rejects.toThrow(
    'cannot put /nowhere/minio into an image as /usr/bin/minio: ENOENT',
  )
})
