import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { expect, test, vi } from 'vitest'
import { connectWith } from './cluster.ts'
import { isOf, printLogs } from './logs.ts'

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

/** Answers as an API server that has two pods of bikes, each with a log. */
async function cluster(logs: Readonly<Record<string, readonly string[]>>) {
  const server = createServer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url!, 'http://api')
    const [, name] = /^\/api\/v1\/namespaces\/loc-bikes\/pods\/(\w+)\/log$/.exec(pathname) ?? []
    if (name !== undefined) {
      const lines = logs[`${name}${searchParams.get('follow') === 'true' ? ' followed' : ''}`]!
      return response.end(lines.map((line) => `2026-01-02T03:04:0${line}\n`).join(''))
    }
    const items = ['one', 'two'].map((name) => ({
      metadata: { name, namespace: 'loc-bikes' },
      spec: { containers: [{ name: 'server' }] },
    }))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const config = new KubeConfig()
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  config.loadFromClusterAndUser({ name: 'a', server: url, skipTLSVerify: true }, { name: 'a' })
  return { cluster: connectWith(config), [Symbol.dispose]: () => void server.close().closeAllConnections() }
}

/** What is printed meanwhile. */
async function printed(work: () => Promise<void>): Promise<string[]> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await work()
    return write.mock.calls.map(([text]) => String(text))
  } finally {
    write.mockRestore()
  }
}

test('lines of several pods are printed in order of time, and then as they come, each once', async () => {
  using api = await cluster({
    one: ['1.000000001Z a', '3.000000001Z  c'],
    two: ['2.000000001Z b'],
    'one followed': ['3.000000001Z  c', '3.000000002Z d'],
    'two followed': ['2.000000001Z b'],
  })
  const print = (follow: boolean) =>
    printed(() => printLogs(['bikes'], api.cluster, ['loc-bikes'], '/nowhere', { follow, json: false }))
  const before = ['one  a\n', 'two  b\n', 'one   c\n']
  expect(await print(false)).toEqual(before)
  expect(await print(true)).toEqual([...before, 'one  d\n'])
})
