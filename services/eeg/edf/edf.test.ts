import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataError } from '../../runtime/errors.ts'
import { shortRecording } from '../testing/shortRecording.ts'
import type { Recording } from './edf.ts'
import { readEdf } from './readEdf.ts'
import { writeEdf } from './writeEdf.ts'

const short = { seconds: 3, annotations: [{ onset: 1, text: 'T1' }] }
const file = writeEdf(shortRecording(short))
const changed = (at: number, text: string) => {
  const bytes = file.slice()
  bytes.set(new TextEncoder().encode(text), at)
  return bytes
}
/** Where a field of the first signal begins, by the widths of the fields before it; four signals with the annotations. */
const signalField = (before: number) => 256 + 4 * before

describe('a recording', () => {
  test('is read as it was written, to the precision of 16 bits', () => {
    const recording = fc.record({
      seed: fc.nat(),
      seconds: fc.integer({ min: 1, max: 4 }),
      sampleRate: fc.integer({ min: 1, max: 300 }),
      channels: fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9]{1,16}$/), { minLength: 1, maxLength: 4 }),
      annotations: fc.array(
        fc.record({
          onset: fc.integer({ min: 0, max: 1999 }).map((ms) => ms / 1000),
          duration: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
          text: fc.constantFrom('T0', 'T1', 'links, über 3 s'),
        }),
        { maxLength: 2 },
      ),
    })
    fc.assert(
      fc.property(recording, ({ annotations, ...options }) => {
        const marked = annotations
          .filter(({ onset }) => onset < options.seconds)
          .map(({ onset, duration, text }) => ({ onset, text, ...(duration !== undefined && { duration }) }))
          .sort((a, b) => a.onset - b.onset)
        const written: Recording = shortRecording({ ...options, annotations: marked })
        const read = readEdf(writeEdf(written), 'x.edf')
        expect(read.annotations).toEqual(marked)
        expect(read.duration).toBe(options.seconds)
        read.signals.forEach(({ samples, ...signal }, s) => {
          const { samples: original, ...expected } = written.signals[s]
          expect(signal).toEqual(expected)
          const largest = original.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
          samples.forEach((value, i) => {
            expect(Math.abs(value - original[i])).toBeLessThanOrEqual((largest + 1) / 32_767)
          })
        })
      }),
      { numRuns: 30 },
    )
  })

  test('may end before the next second, and leave its number of records to the reader', () => {
    const open = changed(236, '-1      ')
    expect(readEdf(open.slice(0, -10), 'x.edf').duration).toBe(2)
  })
})

describe('a bad file', () => {
  test.each([
    ['that is empty', new Uint8Array(), 'x.edf has 0 bytes; the header of an EDF file alone has 256'],
    [
      'that is text',
      new TextEncoder().encode('a,b\n'.repeat(99)),
      'x.edf is no EDF file: it begins with "a,b',
    ],
    [
      'in BDF',
      Uint8Array.of(0xff, ...new TextEncoder().encode('BIOSEMI'.padEnd(300))),
      'samples have 24 bits',
    ],
    ['that is truncated', file.slice(0, -1), 'x.edf is truncated: it has'],
    ['with half a header', file.slice(0, 700), 'of which the header needs 1280'],
    [
      'with no number of signals',
      changed(252, 'many'),
      'number of signals is "many"; it must be a whole number from 1',
    ],
    [
      'with another size of its header',
      changed(184, '512     '),
      'it has 512 bytes; with 4 signals it has 1280',
    ],
    [
      'with no range',
      changed(signalField(120), '32767'.padEnd(8)),
      'minima that do not differ from its maxima',
    ],
    [
      'with a rate of 0',
      changed(signalField(216), '0'.padEnd(8)),
      'samples of signal 1 (C3) is "0"; it must be a whole number from 1',
    ],
    [
      'with records of 0 s',
      changed(244, '0'.padEnd(8)),
      'data records last 0 seconds, so C3 has no sample rate',
    ],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => readEdf(bytes, 'x.edf')).toThrow(DataError)
    expect(() => readEdf(bytes, 'x.edf')).toThrow(message)
  })

  test('with a gap is refused, at the record where it is', () => {
    const text = Buffer.from(file).toString('latin1').replace('+2\x14\x14', '+7\x14\x14')
    expect(() => readEdf(Buffer.from(text, 'latin1'), 'x.edf')).toThrow(
      'x.edf has a gap: data record 3 begins at 7 s instead of 2 s',
    )
  })

  test('with an annotation at no time is refused', () => {
    const text = Buffer.from(file).toString('latin1').replace('+1\x14T1', 'zz\x14T1')
    expect(() => readEdf(Buffer.from(text, 'latin1'), 'x.edf')).toThrow(
      'data record 2 has an annotation at "zz"',
    )
  })

  test('of any kind is read or refused with a DataError', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 9), fc.uint8Array({ maxLength: 8 }), (at, damage) => {
        const bytes = file.slice()
        bytes.set(damage, at)
        try {
          for (const { samples } of readEdf(bytes, 'x.edf').signals) {
            expect(samples.every(Number.isFinite)).toBe(true)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(DataError)
        }
      }),
      { numRuns: 300 },
    )
  })
})
