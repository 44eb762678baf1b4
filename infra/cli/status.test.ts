import { expect, test } from 'vitest'
import { labStatusReport } from './status.ts'

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
