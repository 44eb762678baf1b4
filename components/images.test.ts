import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageNames, imageReference } from './images.ts'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

test('an image is named by its registry, its name and its digest', () => {
  expect(imageReference('127.0.0.1:5005', 'minio', digest)).toBe(`127.0.0.1:5005/atoll/minio@${digest}`)
  expect(imageReference('harbor.example/platform', 'mc', digest)).toBe(
    `harbor.example/platform/atoll/mc@${digest}`,
  )
})

test('two images never share a name', () => {
  const references = imageNames.map((name) => imageReference('registry:5000', name, digest))
  expect(new Set(references)).toHaveLength(imageNames.length)
})

test('a tag is no digest', () => {
  fc.assert(
    fc.property(fc.string(), (tag) => {
      expect(() => imageReference('registry:5000', 'minio', tag)).toThrow('is no digest of image minio')
    }),
  )
})

test('an address with a scheme or a trailing slash is no registry', () => {
  for (const registry of ['http://registry:5000', 'registry:5000/', '', 'Registry', 'registry: 5000']) {
    expect(() => imageReference(registry, 'minio', digest)).toThrow('is no registry')
  }
})
