import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RegistryServer, registryServer } from '../lab/testing/registryServer.ts'
import { ensureTools } from '../lab/tools.ts'
import { digestsInMirror, stackImages } from './images.ts'

let scratch: string
let registry: RegistryServer
let crane: string
let mirror: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'mirror-'))
  registry = await registryServer(scratch)
  ;({ crane } = await ensureTools(['crane']))
  mirror = `${registry.address}/mirror`
  writeFileSync(join(scratch, 'file'), 'of an image')
  execFileSync('tar', ['-cf', join(scratch, 'layer.tar'), '-C', scratch, 'file'])
  for (const image of ['quay.io/a/b:1.2', 'quay.io/a/c:3'])
    execFileSync(crane, ['append', '-f', join(scratch, 'layer.tar'), '-t', `${mirror}/${image}`], {
      stdio: 'ignore',
    })
})
afterAll(async () => {
  await registry.stop()
  rmSync(scratch, { recursive: true })
})

const used = (...references: string[]) =>
  stackImages(new Map(references.map((reference) => [`${mirror}/${reference}`, new Set(['Pod a'])])), mirror)

describe('the digests of a mirror', () => {
  it('are those that it gives for each tag', async () => {
    const digests = await digestsInMirror(used('quay.io/a/b:1.2', 'quay.io/a/c:3'), { crane, mirror })
    const found = execFileSync(crane, ['digest', `${mirror}/quay.io/a/b:1.2`], { encoding: 'utf8' }).trim()
    expect(Object.keys(digests)).toEqual(['quay.io/a/b:1.2', 'quay.io/a/c:3'])
    expect(digests['quay.io/a/b:1.2']).toBe(found)
  })

  it('are refused as a whole if it lacks an image, with all that it lacks', async () => {
    const asked = digestsInMirror(used('quay.io/a/b:1.2', 'quay.io/a/b:9', 'quay.io/z:1'), { crane, mirror })
    await expect(asked).rejects.toThrow(
      /does not give the digests of 2 images:\nquay\.io\/a\/b:9: .*\nquay\.io\/z:1: /,
    )
  })
})
