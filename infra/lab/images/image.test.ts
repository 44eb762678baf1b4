import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { buildImage, type ImageSpec } from './image.ts'
import type { Layer } from './layer.ts'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'image-'))
  vi.stubEnv('ATOLL_CACHE', cache)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true })
})

function layer(name: string, text: string): Layer {
  return { name, key: text, fill: (root) => writeFile(join(root, name), text) }
}

function spec(base: string, code: string): ImageSpec {
  return {
    name: 'thing',
    layers: [layer('base', base), layer('code', code)],
    config: { entrypoint: ['/thing'], environment: { A: '1' }, workingDirectory: '/app' },
  }
}

async function build(thing: ImageSpec): Promise<{ digest: string; layout: string; said: string[] }> {
  const said: string[] = []
  return { ...(await buildImage(thing, (line) => said.push(line))), said }
}

test('two builds in two caches have the same digest', async () => {
  const first = await build(spec('a', 'b'))
  vi.stubEnv('ATOLL_CACHE', join(cache, 'other'))
  const second = await build(spec('a', 'b'))
  expect(second.layout).not.toBe(first.layout)
  expect(second.digest).toBe(first.digest)
})

test('what has not changed is not built again', async () => {
  expect((await build(spec('a', 'b'))).said).toEqual([
    'building image thing',
    'packing layer base',
    'packing layer code',
  ])
  expect((await build(spec('a', 'b'))).said).toEqual([])
  expect((await build(spec('a', 'c'))).said).toEqual(['building image thing', 'packing layer code'])
})

test('another setting is another image of the same layers', async () => {
  const one = await build(spec('a', 'b'))
  const other = await build({ ...spec('a', 'b'), config: { entrypoint: ['/other'] } })
  expect(other.digest).not.toBe(one.digest)
  expect(other.said).toEqual(['building image thing'])
})

test('the layout holds every file under the digest of its content, and the image runs as no user of the node', async () => {
  const { layout, digest } = await build(spec('a', 'b'))
  const blob = (name: string): Buffer =>
    readFileSync(join(layout, 'blobs', 'sha256', name.replace('sha256:', '')))
  for (const name of readdirSync(join(layout, 'blobs', 'sha256'))) {
    expect(createHash('sha256').update(blob(name)).digest('hex')).toBe(name)
  }
  const manifest = JSON.parse(blob(digest).toString())
  expect(manifest.layers).toHaveLength(2)
  for (const { digest: name, size } of [manifest.config, ...manifest.layers])
    expect(blob(name)).toHaveLength(size)
  const config = JSON.parse(blob(manifest.config.digest).toString())
  expect(config.config).toEqual({
    User: '65532:65532',
    Env: ['A=1'],
    Entrypoint: ['/thing'],
    WorkingDir: '/app',
  })
  expect(config.rootfs.diff_ids).toHaveLength(2)
})

test('a layer that lacks an input says what, and leaves no image behind', async () => {
  const broken: Layer = {
    name: 'code',
    key: 'x',
    fill: () => Promise.reject(new Error('services/package.json: no such file')),
  }
  await expect(build({ ...spec('a', 'b'), layers: [broken] })).rejects.toThrow(
    'services/package.json: no such file',
  )
  expect(readdirSync(join(cache, 'images')).filter((name) => name.startsWith('thing'))).toEqual([])
})
