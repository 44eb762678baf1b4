import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clusterRecord, requireSameCluster } from './clusterIdentity.ts'

let directory: string
const servers: Server[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'atoll-cluster-'))
})

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
  rmSync(directory, { recursive: true })
})

async function kubeconfigOf(uid: string): Promise<string> {
  const server = createServer((_, answer) => answer.end(JSON.stringify({ metadata: { uid } })))
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return kubeconfigAt((server.address() as AddressInfo).port)
}

function kubeconfigAt(port: number): string {
  return JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}` } }],
  })
}

test('the cluster of the last run is known again', async () => {
  const first = await kubeconfigOf('one')
  const before = await clusterRecord(directory, first)
  expect(before.changed).toBe(true)
  before.keep()
  const after = await clusterRecord(directory, first)
  expect(after.changed).toBe(false)
  expect(() => requireSameCluster('destroy', 'dev', after)).not.toThrow()
})

test('nothing is destroyed on another cluster than that of the last run', async () => {
  const first = await clusterRecord(directory, await kubeconfigOf('one'))
  first.keep()
  const other = await clusterRecord(directory, await kubeconfigOf('two'))
  expect(other.changed).toBe(true)
  expect(() => requireSameCluster('destroy', 'dev', other)).toThrow(
    /destroy for stack dev: the last run was on cluster one at http:\S+, this is two at http:\S+\. .*KUBECONFIG/,
  )
})

test('a record without an address names the cluster all the same', async () => {
  writeFileSync(join(directory, 'cluster'), 'one')
  const { difference } = await clusterRecord(directory, await kubeconfigOf('two'))
  expect(difference).toMatch(/on cluster one, this is two at/)
})

test('a stack without a record can be destroyed from anywhere', async () => {
  const unknown = await clusterRecord(directory, await kubeconfigOf('one'))
  expect(() => requireSameCluster('destroy', 'dev', unknown)).not.toThrow()
})
