import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashSync } from 'bcryptjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleWheel, type PackageClient, packageClient } from '../testing/packageClient.ts'
import { freePort, type ServerProcess, serverProcess } from '../testing/serverProcess.ts'
import { unpackImage } from '../testing/unpackImage.ts'
import { buildImages } from './images.ts'

let scratch: string
let server: ServerProcess
let client: PackageClient
let uri: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'pypi-image-'))
  const root = join(scratch, 'root')
  const image = await unpackImage((await buildImages(['pypi'])).pypi, root)
  chmodSync(join(root, 'tmp'), 0o777)
  mkdirSync(join(root, 'data'))
  chmodSync(join(root, 'data'), 0o777)
  writeFileSync(join(root, 'users'), `uploader:${hashSync('right', 10)}\n`)
  const port = await freePort()
  uri = `http://127.0.0.1:${port}`
  const args = ['run', `--port=${port}`, '--host=127.0.0.1', '--authenticate=update', '--passwords=/users']
  server = serverProcess({
    name: 'pypiserver',
    // The first process of its namespace, as in a container.
    command: '/usr/bin/unshare',
    args: [
      '--pid',
      '--fork',
      '/usr/sbin/chroot',
      ...image.chroot(...image.entrypoint, ...args, '--disable-fallback', '/data'),
    ],
    environment: image.environment,
    readyUrl: `${uri}/health`,
  })
  await server.start()
  client = await packageClient(uri)
})

afterAll(async () => {
  await server?.stop()
  rmSync(scratch, { recursive: true })
})

let count = 0
function directory(): string {
  const path = join(scratch, `directory-${count++}`)
  mkdirSync(path)
  return path
}

test('installs what was uploaded, also after it was killed', async () => {
  await client.upload(await exampleWheel(directory(), 'tides', '1.2.0'), 'uploader', 'right')
  const version = () => client.installed('tides', directory(), 'import tides; print(tides.version)')
  expect(await version()).toBe('1.2.0\n')
  await server.stop()
  await server.start()
  expect(await version()).toBe('1.2.0\n')
})

test('ends when it is asked to', async () => {
  await server.stop('SIGTERM')
  await expect(fetch(`${uri}/health`)).rejects.toThrow()
  await server.start()
})

test('takes nothing from who has another password, or none', async () => {
  const file = await exampleWheel(directory(), 'pirates', '1.0.0')
  await expect(client.upload(file, 'uploader', 'wrong')).rejects.toThrow('403')
  expect((await fetch(uri, { method: 'POST' })).status).toBe(401)
  expect((await fetch(`${uri}/simple/pirates/`)).status).toBe(404)
})

test('replaces no file that is there, and takes a new version', async () => {
  await client.upload(await exampleWheel(directory(), 'moons', '1.0.0'), 'uploader', 'right')
  const again = await exampleWheel(directory(), 'moons', '1.0.0')
  await expect(client.upload(again, 'uploader', 'right')).rejects.toThrow('400')
  await client.upload(await exampleWheel(directory(), 'moons', '1.1.0'), 'uploader', 'right')
  expect(await client.installed('moons', directory(), 'import moons; print(moons.version)')).toBe('1.1.0\n')
})

test('removes a version for its login, which can be uploaded again then', async () => {
  const upload = async () =>
    client.upload(await exampleWheel(directory(), 'stars', '1.0.0'), 'uploader', 'right')
  await upload()
  const body = new FormData()
  for (const [name, value] of [
    [':action', 'remove_pkg'],
    ['name', 'stars'],
    ['version', '1.0.0'],
  ])
    body.set(name!, value!)
  const authorization = `Basic ${Buffer.from('uploader:right').toString('base64')}`
  expect((await fetch(uri, { method: 'POST', body })).status).toBe(401)
  expect((await fetch(uri, { method: 'POST', body, headers: { authorization } })).status).toBe(200)
  expect((await fetch(`${uri}/simple/stars/`)).status).toBe(404)
  await upload()
})

test('sends nobody outside for what it does not have', async () => {
  const { status } = await fetch(`${uri}/simple/numpy/`, { redirect: 'manual' })
  expect(status).toBe(404)
})
