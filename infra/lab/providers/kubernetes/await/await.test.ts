import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession, type Session } from '../session.ts'
import { awaitReady } from './await.ts'

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', uid: '1', annotations: {} as Record<string, string> },
  spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
  status: {},
}
const answers: Readonly<Record<string, object>> = {
  '/api/v1': { resources: [{ name: 'pods', kind: 'Pod', namespaced: true }] },
  '/apis/apps/v1': { resources: [{ name: 'deployments', kind: 'Deployment', namespaced: true }] },
  '/apis/apps/v1/namespaces/default/deployments/web': deployment,
}

/** An API server that shows the Deployment, but not its pods. */
const server = createServer((request, response) => {
  const answer = answers[request.url!.split('?')[0]!]
  response.statusCode = answer === undefined ? 403 : 200
  response.end(JSON.stringify(answer ?? { message: 'pods is forbidden' }))
})
let session: Session

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const kubeconfig = JSON.stringify({
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test' } }],
    clusters: [
      { name: 'test', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } },
    ],
  })
  const log = { log: async () => {}, status: async () => {} }
  session = openSession({ kubeconfig, forceConflicts: false }, log, new AbortController().signal)
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('an object whose state cannot be told is not ready, and not lost', async () => {
  expect(await awaitReady(session, deployment, 60_000, 'urn')).toEqual({
    object: deployment,
    problems: ['Deployment default/web failed: pods is forbidden'],
  })
})

test('nor is one with a condition that is no condition', async () => {
  const odd = {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: { 'pulumi.com/waitFor': '[]' } },
  }
  const { problems } = await awaitReady(session, odd, 60_000, 'urn')
  expect(problems).toEqual(['Deployment default/web failed: pulumi.com/waitFor needs at least one condition'])
})
