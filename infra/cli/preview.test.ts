import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workloads } from '../../services/workloads.ts'
import { readStackFile } from '../stackFile.ts'
import { misfitOf, planText } from './preview.ts'

it('shows what is lost before what is new, with the fields that change', () => {
  const steps = [
    { op: 'create', name: 'Service prod-bikes/bikes', fields: [] },
    { op: 'update', name: 'Deployment prod-bikes/bikes', fields: ['spec.replicas'] },
    { op: 'delete', name: 'Secret prod-minio/minio-root', fields: [] },
    { op: 'replace', name: 'Job prod-minio/minio-setup', fields: ['spec.template'] },
  ]
  expect(planText('prod', steps, 7)).toBe(`DELETED 1
  Secret prod-minio/minio-root

REPLACED 1
  Job prod-minio/minio-setup  spec.template

UPDATED 1
  Deployment prod-bikes/bikes  spec.replicas

CREATED 1
  Service prod-bikes/bikes

7 would stay as they are.`)
})

it('says so when nothing would change', () => {
  expect(planText('loc', [], 84)).toBe('Nothing would change in stack loc: 84 objects are as they should be.')
})

describe('a stack is held against its cluster', () => {
  const loc = readStackFile('loc', workloads)
  const dev = readStackFile('dev', workloads)
  const said: string[] = []
  const misfit = (config: typeof loc, kubeconfig: string, kind: 'own' | 'lab' = 'own') =>
    misfitOf(config, { kind, kubeconfig }, (line) => said.push(line))

  /** Answers every list of an empty cluster, or with an error. */
  const clusterThat = async (code: number) => {
    const server = createServer(({ url }, answer) =>
      answer
        .writeHead(url === '/version' ? 200 : code, { 'content-type': 'application/json' })
        .end(JSON.stringify({ items: [] })),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const kubeconfig = join(mkdtempSync(join(tmpdir(), 'preview-')), 'kubeconfig')
    const { port } = server.address() as AddressInfo
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'a',
        contexts: [{ name: 'a', context: { cluster: 'a' } }],
        clusters: [
          { name: 'a', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
        ],
      }),
    )
    return { kubeconfig, server }
  }

  it('with everything that it lacks', async () => {
    const { kubeconfig, server } = await clusterThat(200)
    expect((await misfit(loc, kubeconfig))?.message).toMatch(
      /nodes\.cores: pods ask for .* nodes give them 0\.00/,
    )
    expect((await misfit(loc, kubeconfig, 'lab'))?.message).toMatch(/storageClass: "standard" is not there/)
    server.close()
  })

  it('but not where that is not its cluster, is not there, or does not answer', async () => {
    const { kubeconfig, server } = await clusterThat(200)
    expect(await misfit(dev, kubeconfig, 'lab')).toBeUndefined()
    expect(await misfit(loc, '/nowhere')).toBeUndefined()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
    expect(await misfit(loc, kubeconfig)).toBeUndefined()
  })

  it('unless the login may not see it, which is said', async () => {
    const { kubeconfig, server } = await clusterThat(403)
    expect(await misfit(loc, kubeconfig)).toBeUndefined()
    expect(said).toEqual([expect.stringContaining('may not list its nodes')])
    server.close()
  })
})
