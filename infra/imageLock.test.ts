import { expect, test } from 'vitest'
import { loadImageLock, readImageLock } from './imageLock.ts'
import { exampleImages } from './testing/stack.ts'

test('a lock with every image pinned is read', () => {
  expect(readImageLock('lock', exampleImages)).toEqual(exampleImages)
})

test('an image by tag, a missing one and an unknown one are all reported', () => {
  const { mc: _, ...images } = exampleImages.images
  const raw = {
    codeVersion: '',
    images: { ...images, minio: 'registry.internal/minio:latest', mcc: images.minio },
  }
  expect(() => readImageLock('stacks/images.dev.json', raw)).toThrow(
    [
      'stacks/images.dev.json: 4 errors',
      '  codeVersion: "" is not right; expected what the services image was built from, without spaces',
      '  images.mc: is missing; expected an image pinned by its digest, as registry:5000/name@sha256:<64 hex digits>',
      '  images.mcc: unknown key; did you mean mc?',
      '  images.minio: "registry.internal/minio:latest" is not right; expected an image pinned by its digest, as registry:5000/name@sha256:<64 hex digits>',
    ].join('\n'),
  )
})

test('a lock that is not there is asked for by its path', () => {
  expect(() => loadImageLock('stacks/images.nowhere.json')).toThrow(
    'stacks/images.nowhere.json: 1 error\n  images.lock: there is no such file',
  )
})
