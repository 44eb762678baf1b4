import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import type { PlatformOutputs } from '../outputs.ts'
import { connectWith } from './cluster.ts'
import { waitForSystems } from './systemsReady.ts'

const endpoints = { mlflow: { namespace: 'loc-mlflow', service: 'mlflow', port: 5000 } }

/** Waits against an API server that answers so, and interrupts shortly after its last request. */
async function interrupted(answer: RequestListener): Promise<{ said: string[]; failure: unknown }> {
  const interruption = new AbortController()
  const said: string[] = []
  let soon: NodeJS.Timeout | undefined
  const server = createServer((request, response) => {
    answer(request, response)
    clearTimeout(soon)
    soon = setTimeout(() => interruption.abort(new Error('interrupted')), 300)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const config = new KubeConfig()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  config.loadFromClusterAndUser({ name: 'a', server: url, skipTLSVerify: true }, { name: 'a' })
  const waiting = { report: (line: string) => said.push(line), signal: interruption.signal }
  const failure = await waitForSystems(
    connectWith(config),
    { endpoints } as unknown as PlatformOutputs,
    waiting,
  )
    .then(() => undefined)
    .catch((error: unknown) => error)
  server.closeAllConnections()
  server.close()
  return { said, failure }
}

test('an interruption ends the wait for a system that is not ready', async () => {
  const { said, failure } = await interrupted(({ url }, response) => {
    const isList = url!.includes('/pods')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isList ? { items: [] } : { spec: { selector: { app: 'mlflow' } } }))
  })
  expect(said[0]).toBe('mlflow 0/1 ready')
  expect((failure as Error).name).toBe('AbortError')
})

test('and the wait for an API server that does not answer', async () => {
  const { said, failure } = await interrupted(() => {})
  expect(said).toEqual([])
  expect((failure as Error).message).toBe('interrupted')
})
