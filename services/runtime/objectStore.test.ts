import { describe, expect, test } from 'vitest'
import { keyOf } from './objectStore.ts'
import { sha256, snapshotKey } from './snapshot.ts'

describe('names of objects', () => {
  test('a key is itself, a URI gives its key', () => {
    expect(keyOf('bikes', 'data/bikes/hour.csv')).toBe('data/bikes/hour.csv')
    expect(keyOf('bikes', 's3://bikes/data/bikes/hour.csv')).toBe('data/bikes/hour.csv')
  })

  test('a URI of another bucket is refused', () => {
    expect(() => keyOf('bikes', 's3://movies/a')).toThrow('s3://movies/a is not in bucket "bikes"')
  })

  test('a snapshot is named by its content', () => {
    expect(snapshotKey(sha256(new Uint8Array()))).toBe(
      'snapshots/sha256/e3/b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })
})
