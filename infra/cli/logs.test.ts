import { expect, test } from 'vitest'
import { isOf } from './logs.ts'

const pod = {
  metadata: {
    name: 'loki-0',
    namespace: 'loc-loki-alone',
    labels: { 'app.kubernetes.io/name': 'loki' },
  },
}

test.each(['loki-alone', 'loki', 'loki-0'])(
  'a pod is found as %s: its system, its application, itself',
  (name) => {
    expect(isOf(pod, name)).toBe(true)
  },
)

test.each(['alone', 'loc', 'loc-loki-alone', 'collector'])('and not as %s', (name) => {
  expect(isOf(pod, name)).toBe(false)
})
