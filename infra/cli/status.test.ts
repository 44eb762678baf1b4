import { describe, expect, test } from 'vitest'
import { labStatusReport, notServedText } from './status.ts'

const since = new Date('2026-01-02T03:04:05Z')
const etcd = { name: 'etcd', running: true, healthy: true, pid: 7, since }

test('a lab is healthy when every process works', () => {
  expect(labStatusReport({ components: [etcd] })).toEqual({
    text: 'PROCESS  STATE    PID  SINCE\netcd     healthy  7    2026-01-02T03:04:05.000Z',
    healthy: true,
  })
})

test.each([
  ['stopped', { name: 'coredns', running: false, healthy: false }],
  ['unhealthy', { name: 'coredns', running: true, healthy: false, pid: 8, since }],
])('one %s process is enough to say that it is not', (state, coredns) => {
  const { text, healthy } = labStatusReport({ components: [etcd, coredns] })
  expect(text).toMatch(new RegExp(`^coredns +${state}`, 'm'))
  expect(healthy).toBe(false)
})

test('the lab of another home is named', () => {
  expect(labStatusReport({ heldBy: '/elsewhere', components: [] })).toEqual({
    text: 'Another lab, of /elsewhere, holds this machine.',
    healthy: false,
  })
})

describe('a registered version that is not served', () => {
  const line = (version: string, reason: string) =>
    JSON.stringify({ level: 50, version, serving: '4', reason, msg: 'model not usable' })

  test('is told with the reason that the replicas log', () => {
    const log = [
      'no JSON',
      line('3', 'too old'),
      line('5', 'the bytes have SHA-256 aa, and should have bb'),
      '',
    ]
    expect(notServedText('bikes', '5', log)).toBe(
      'Version 5 of bikes is registered and not served everywhere, as it is not usable: the bytes have SHA-256 aa, and should have bb. `npm run train -- bikes --force` makes another.',
    )
  })

  test('is on its way, or nobody knows yet', () => {
    expect(notServedText('bikes', '5', [line('3', 'too old')])).toBe(
      'Version 5 of bikes is registered and not served everywhere: replicas take it over within seconds, or `npm run logs -- bikes` says why not.',
    )
  })
})
