import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImageName, imageNames } from '../../../components/images.ts'
import { registryServer } from '../testing/registryServer.ts'
import { type UnpackedImage, unpackImage } from '../testing/unpackImage.ts'
import { ensureTools } from '../tools.ts'
import { codeVersion } from './codeVersion.ts'
import type { BuiltImage } from './image.ts'
import { buildImages, ensureImages, pushImages } from './images.ts'
import { imageUser } from './oci.ts'

let scratch: string
let images: Record<ImageName, BuiltImage>
const unpacked = {} as Record<ImageName, UnpackedImage>

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'images-'))
  images = await buildImages(imageNames)
  for (const name of imageNames) {
    unpacked[name] = await unpackImage(images[name], join(scratch, name))
    chownSync(join(scratch, name, 'tmp'), imageUser, imageUser)
  }
})
afterAll(() => rmSync(scratch, { recursive: true }))

function runIn(name: ImageName, ...program: string[]): { status: number | null; said: string } {
  const { chroot, environment } = unpacked[name]
  const { status, stdout, stderr } = spawnSync('/usr/sbin/chroot', chroot(...program), {
    env: environment,
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

describe('every image', () => {
  test('runs as a user of no node, has nothing with the rights of another user, and nothing that all can write', () => {
    for (const name of imageNames) {
      const { user, root } = unpacked[name]
      expect(user).toBe('65532:65532')
      const loose = execFileSync('find', [
        root,
        '(',
        '-perm',
        '/7000',
        '-o',
        '-perm',
        '-o+w',
        ')',
        '-not',
        '-type',
        'l',
      ])
      expect(loose.toString()).toBe('')
    }
  })

  test('has the program that it starts with', () => {
    for (const name of imageNames) {
      const version = name === 'haproxy' ? '-v' : '--version'
      const { status, said } = runIn(name, ...unpacked[name].entrypoint, version)
      expect(said, name).toMatch(/\d+\.\d+|DEVELOPMENT/)
      expect(status, `${name}: ${said}`).toBe(0)
    }
  })
})

describe('the image of the services', () => {
  test('has packages of the services and none of the program that builds the platform', () => {
    const modules = join(unpacked.services.root, 'app/node_modules')
    const names = new Set(readdirSync(modules))
    const wanted = JSON.parse(readFileSync('services/package.json', 'utf8')) as { dependencies: object }
    for (const name of Object.keys(wanted.dependencies)) expect([...names]).toContain(name.split('/')[0])
    for (const name of [
      '@pulumi',
      '@kubernetes',
      '@biomejs',
      'typescript',
      'vitest',
      'fast-check',
      'commander',
      'node',
    ]) {
      expect([...names]).not.toContain(name)
    }
  })

  test('has the code of the services, and no test, type or other folder', () => {
    const app = join(unpacked.services.root, 'app')
    expect(readdirSync(app).sort()).toEqual(['node_modules', 'services'])
    expect(globSync('**/*.test.ts', { cwd: app })).toEqual([])
    expect(globSync('services/runtime/{serve,train}.ts', { cwd: app })).toHaveLength(2)
    expect(globSync('node_modules/**/*.d.ts', { cwd: app })).toEqual([])
  })

  test('starts each service, which finds all that it imports and then says what it was not told', () => {
    for (const service of ['serve', 'train']) {
      const { said } = runIn('services', 'node', `/app/services/runtime/${service}.ts`)
      expect(said).toContain('S3_ENDPOINT')
      expect(said).not.toContain('ERR_MODULE_NOT_FOUND')
    }
  })

  test('knows the version of its code', async () => {
    const version = await codeVersion()
    expect(unpacked.services.environment.ATOLL_CODE_VERSION).toBe(version)
    expect(runIn('services', 'node', '-p', 'process.env.ATOLL_CODE_VERSION').said.trim()).toBe(version)
  })
})

test('the image of mc runs a script; the others have no shell to run one', () => {
  expect(runIn('mc', 'sh', '-c', 'set -eu; for x in 1 2; do echo $x; done; mc --version').said).toMatch(
    /^1\n2\nmc /,
  )
  for (const name of imageNames.filter((image) => image !== 'mc')) {
    expect(globSync('{,usr/}bin/{sh,bash,busybox}', { cwd: unpacked[name].root })).toEqual([])
  }
})

test('images are pushed once, by digest, and a registry of one’s own gets the same', async () => {
  mkdirSync(join(scratch, 'one'))
  mkdirSync(join(scratch, 'two'))
  await using one = await registryServer(join(scratch, 'one'))
  await using two = await registryServer(join(scratch, 'two'))
  const said: string[] = []
  const references = await ensureImages(one.address, (line) => said.push(line))
  expect(said.sort()).toEqual(imageNames.map((name) => `pushing image ${name}`).sort())
  for (const name of imageNames) {
    expect(references[name]).toBe(`${one.address}/atoll/${name}@${images[name].digest}`)
  }

  said.length = 0
  expect(await ensureImages(one.address, (line) => said.push(line))).toEqual(references)
  expect(said).toEqual([])

  const { crane } = await ensureTools(['crane'])
  execFileSync(crane, ['pull', '--format=oci', references.services, join(scratch, 'pulled')])
  const { manifests } = JSON.parse(readFileSync(join(scratch, 'pulled/index.json'), 'utf8'))
  expect(manifests).toMatchObject([{ digest: images.services.digest }])
  const own = await pushImages(['services'], two.address)
  expect(own).toEqual({ services: references.services.replace(one.address, two.address) })
})

test('a registry that does not answer is an error that names it', async () => {
  await expect(pushImages(['services'], '127.0.0.1:9')).rejects.toThrow('127.0.0.1:9')
})
