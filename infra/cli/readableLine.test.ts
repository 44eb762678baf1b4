import { Writable } from 'node:stream'
import fc from 'fast-check'
import pino from 'pino'
import { expect, test } from 'vitest'
import { readableLine } from './readableLine.ts'

/** What our services write. */
function written(write: (log: pino.Logger) => void): string {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  write(pino({ base: { workload: 'bikes' }, timestamp: () => ',"time":1750000000000' }, stream))
  return text.trimEnd()
}
const time = '2025-06-15T15:06:40.000Z'

test('a line of a service becomes time, level, message and the other fields', () => {
  expect(
    readableLine(written((log) => log.info({ version: '2', from: 'local copy' }, 'model in service'))),
  ).toBe(`${time} INFO  model in service workload=bikes version=2 from="local copy"`)
  expect(readableLine(written((log) => log.warn({ seconds: 1.5, at: { a: 1 }, none: null }, 'slow')))).toBe(
    `${time} WARN  slow workload=bikes seconds=1.5 at={"a":1} none=null`,
  )
})

test('an error is shown with its trace', () => {
  const text = readableLine(written((log) => log.error({ err: new Error('no') }, 'prediction failed')))
  expect(text).toContain(`${time} ERROR prediction failed workload=bikes err=\n  Error: no\n      at `)
})

test.each([
  '',
  'plain',
  '{"level":30',
  '{"level":"info","time":1}',
  '{"outcome":"kept"}',
  '{"level":30,"time":9e99}',
])('any other line stays as it is: %s', (line) => {
  expect(readableLine(line)).toBe(line)
})

test('no field of a line is lost, whatever it is', () => {
  const names = fc
    .string({ minLength: 1 })
    .filter((name) => !['level', 'time', 'msg', '__proto__'].includes(name))
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue()), (fields) => {
      const text = readableLine(JSON.stringify({ level: 30, time: 0, ...fields, msg: 'said' }))
      for (const name of Object.keys(fields)) expect(text).toContain(`${name}=`)
    }),
  )
})
