import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pack } from './layer.ts'

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'layer-'))
})
afterEach(() => rmSync(scratch, { recursive: true }))

function write(root: string, files: readonly (readonly [string, Uint8Array])[]): string {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const tree = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}\.txt)$/),
  fc.uint8Array({ maxLength: 5000, size: 'max' }),
  { maxKeys: 12 },
)

test('equal files give equal digests, whenever and in whatever order they were written', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (files) => {
      const entries = Object.entries(files)
      const first = await pack(write(join(scratch, 'a'), entries), join(scratch, 'a.tar.zst'))
      const again = write(join(scratch, 'b'), entries.toReversed())
      for (const [path] of entries) {
        chmodSync(join(again, path), 0o600)
        utimesSync(join(again, path), 1, 2)
      }
      expect(await pack(again, join(scratch, 'b.tar.zst'))).toEqual(first)
    }),
    { numRuns: 15 },
  )
})

test('one other byte gives another digest', async () => {
  const one = await pack(write(join(scratch, 'a'), [['x', Buffer.from('1')]]), join(scratch, 'a.tar.zst'))
  const two = await pack(write(join(scratch, 'b'), [['x', Buffer.from('2')]]), join(scratch, 'b.tar.zst'))
  expect(two.diffId).not.toBe(one.diffId)
  expect(two.descriptor.digest).not.toBe(one.descriptor.digest)
})

test('a layer larger than a block holds every byte, and its digests are those of its file and its content', async () => {
  const content = Buffer.alloc(3_500_000, 'some text that repeats ')
  const { descriptor, diffId } = await pack(
    write(join(scratch, 'a'), [['big', content]]),
    join(scratch, 'a.tar.zst'),
  )
  const packed = readFileSync(join(scratch, 'a.tar.zst'))
  const plain = zstdDecompressSync(packed)
  expect(descriptor).toMatchObject({ digest: `sha256:${sha256(packed)}`, size: packed.length })
  expect(diffId).toBe(`sha256:${sha256(plain)}`)
  writeFileSync(join(scratch, 'a.tar'), plain)
  expect(
    execFileSync('tar', ['-xOf', join(scratch, 'a.tar'), './big'], { maxBuffer: 1e7 }).equals(content),
  ).toBe(true)
})

test('all can read, none but the owner can write, and nothing runs with the rights of its owner', async () => {
  const root = write(join(scratch, 'a'), [['bin/program', Buffer.from('#!')]])
  chmodSync(join(root, 'bin/program'), 0o6777)
  symlinkSync('program', join(root, 'bin/link'))
  await pack(root, join(scratch, 'a.tar.zst'))
  writeFileSync(join(scratch, 'a.tar'), zstdDecompressSync(readFileSync(join(scratch, 'a.tar.zst'))))
  const listed = execFileSync('tar', ['-tvf', join(scratch, 'a.tar'), '--numeric-owner', '--utc'], {
    encoding: 'utf8',
  })
  const lines = listed.trim().split('\n')
  expect(lines.map((line) => line.split(/\s+/).slice(0, 2).join(' '))).toEqual([
    'drwxr-xr-x 0/0',
    'drwxr-xr-x 0/0',
    'lrwxr-xr-x 0/0',
    '-rwxr-xr-x 0/0',
  ])
  expect(lines.every((line) => line.includes('1970-01-01 00:00'))).toBe(true)
})

test('a directory that is not there is an error that names it', async () => {
  const missing = join(scratch, 'nowhere')
  await expect(pack(missing, join(scratch, 'a.tar.zst'))).rejects.toThrow(missing)
})

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
