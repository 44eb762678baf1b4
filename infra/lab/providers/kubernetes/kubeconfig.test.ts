import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clusterFrom } from './kubeconfig.ts'

const directory = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
const config = (server: string, user: unknown = { token: 'secret' }) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'one',
  contexts: [
    { name: 'one', context: { cluster: 'c', user: 'u', namespace: 'ours' } },
    { name: 'two', context: { cluster: 'd', user: 'u' } },
  ],
  clusters: [
    { name: 'c', cluster: { server, 'certificate-authority-data': Buffer.from('CA').toString('base64') } },
    { name: 'd', cluster: { server: 'https://second:6443', 'certificate-authority': 'ca.crt' } },
  ],
  users: [{ name: 'u', user }],
})
const written = (name: string, content: unknown) => {
  const path = join(directory, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

describe('the cluster', () => {
  it('is read from a file, from text, and from KUBECONFIG', async () => {
    const path = written('a', config('https://first:6443'))
    for (const cluster of [
      clusterFrom({ kubeconfig: path }, {}),
      clusterFrom({ kubeconfig: JSON.stringify(config('https://first:6443')) }, {}),
      clusterFrom({}, { KUBECONFIG: path }),
    ]) {
      expect(cluster.server.href).toBe('https://first:6443/')
      expect(cluster.namespace).toBe('ours')
      expect(cluster.ca?.toString()).toBe('CA')
      expect(await cluster.authorization()).toBe('Bearer secret')
    }
  })

  it('is the one of the chosen context, its files beside the kubeconfig', () => {
    writeFileSync(join(directory, 'ca.crt'), 'CA of the second')
    const cluster = clusterFrom({ kubeconfig: written('b', config('https://x')), context: 'two' }, {})
    expect(cluster.server.host).toBe('second:6443')
    expect(cluster.ca?.toString()).toBe('CA of the second')
    expect(cluster.namespace).toBe('default')
  })

  it('is merged from several files, the first current context first', () => {
    const other = {
      ...config('https://third'),
      'current-context': 'three',
      contexts: [{ name: 'three', context: { cluster: 'c' } }],
    }
    const paths = [written('c', config('https://first')), written('missing-is-passed-over', other)]
    expect(clusterFrom({}, { KUBECONFIG: [...paths, '/nowhere'].join(':') }).server.host).toBe('first')
  })

  it.each([
    [{ username: 'a', password: 'b' }, `Basic ${Buffer.from('a:b').toString('base64')}`],
    [{}, undefined],
  ])('logs in with %j', async (user, header) => {
    const cluster = clusterFrom({ kubeconfig: JSON.stringify(config('https://x', user)) }, {})
    expect(await cluster.authorization()).toBe(header)
  })

  it('logs in by a program that the kubeconfig names', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'by-program' },
    }
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'echo',
      args: [JSON.stringify(credential)],
    }
    const cluster = clusterFrom({ kubeconfig: JSON.stringify(config('https://x', { exec })) }, {})
    expect(await cluster.authorization()).toBe('Bearer by-program')
  })

  it('is missed with a clear word', () => {
    expect(() => clusterFrom({ kubeconfig: '/nowhere/config' }, {})).toThrow(
      'The kubeconfig /nowhere/config does not exist.',
    )
    expect(() => clusterFrom({ kubeconfig: written('d', config('https://x')), context: 'none' }, {})).toThrow(
      /has no context "none"; it has: one, two/,
    )
  })
})
