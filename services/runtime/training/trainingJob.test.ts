import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bikes } from '../../bikes/workload.ts'
import type { ObjectStore } from '../objectStore.ts'
import { identityOf, readData } from './trainingJob.ts'

const data = (sha256: string) => ({ bytes: new Uint8Array(), origin: '', sha256 })
const parameters = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean()))

test('the identity of a training depends on data, code and parameters, not on the order of parameters', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), parameters, (hash, code, given) => {
      const reversed = Object.fromEntries(Object.entries(given).reverse())
      const identity = identityOf(data(hash), code, given)
      expect(identityOf(data(hash), code, reversed)).toBe(identity)
      expect(identityOf(data(`${hash}x`), code, given)).not.toBe(identity)
      expect(identityOf(data(hash), `${code}x`, given)).not.toBe(identity)
      expect(identityOf(data(hash), code, { ...given, another: 1.5 })).not.toBe(identity)
    }),
  )
})

test('a file of a gigabyte is refused before it is downloaded', async () => {
  const store = {
    uri: (key: string) => `s3://bikes/${key}`,
    stat: async () => ({ bytes: 2 ** 30, etag: '', metadata: {} }),
    get: async () => expect.unreachable('the file was downloaded'),
  } satisfies Partial<ObjectStore>
  await expect(readData(bikes, store as unknown as ObjectStore)).rejects.toThrow(
    's3://bikes/data/bikes/hour.csv has 1073741824 bytes; at most 268435456 are read',
  )
})
