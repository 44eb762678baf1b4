import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'minio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { only } from '../../../components/testing/objects.ts'
import { type Rendered, rendered } from '../../../components/testing/rendered.ts'
import { workloads } from '../../../services/workloads.ts'
import { platform } from '../../platform.ts'
import { exampleLocks, stackConfig } from '../../testing/stack.ts'
import { ensureTools } from '../tools.ts'
import { type MinioServer, minioServer } from './minioServer.ts'

const run = promisify(execFile)
/** Stack loc with a user besides, and a node that is large enough. */
const loc = stackConfig('loc', workloads)
const withNotebook = stackConfig('loc', workloads, {
  nodes: { ...loc.nodes, cores: 4, memory: '16Gi' },
  systems: [...loc.systems, 'kubeflow-notebooks'],
  images: { ...loc.images, mirror: 'registry.internal/mirror' },
  users: [{ name: 'ana', reads: ['bikes'] }],
})

let directory: string
let server: MinioServer
let root: { endpoint: string; accessKeyId: string; secretAccessKey: string }
let objects: readonly Rendered[]

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'atoll-access-'))
  server = await minioServer(directory)
  root = await server.bucket('other')
  objects = await rendered(() => {
    platform(withNotebook, exampleLocks, workloads)
  })
})

afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

/** Does what the Job of a consumer does. */
async function setUp(consumer: string, buckets: string): Promise<void> {
  const { mc } = await ensureTools(['mc'])
  const files = only(objects, 'ConfigMap', `minio-setup-${consumer}`).data
  writeFileSync(join(directory, 'policy.json'), files['policy.json'])
  writeFileSync(join(directory, 'setup.sh'), files['setup.sh'].replaceAll('/setup/', `${directory}/`))
  await run('/bin/sh', [join(directory, 'setup.sh')], {
    env: {
      PATH: [dirname(mc), process.env.PATH].join(delimiter),
      MC_CONFIG_DIR: join(directory, 'mc'),
      MC_HOST_store: root.endpoint.replace('://', `://${root.accessKeyId}:${root.secretAccessKey}@`),
      ACCESS_KEY_ID: consumer,
      SECRET_ACCESS_KEY: `secret of ${consumer}`,
      BUCKETS: buckets,
    },
  })
}

function clientOf(consumer: string): Client {
  const { hostname, port } = new URL(root.endpoint)
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    region: 'us-east-1',
    accessKey: consumer,
    secretKey: `secret of ${consumer}`,
  })
}

const denied = { code: 'AccessDenied' }

describe('what the set-up Jobs of stack loc leave in MinIO', () => {
  test('is the same when they run again', async () => {
    for (let times = 0; times < 2; times++) {
      await setUp('bikes', 'bikes')
      await setUp('mlflow', '')
      await setUp('notebook-ana', 'notebook-ana')
    }
    expect(await clientOf('bikes').bucketExists('bikes')).toBe(true)
  })

  test('lets a workload use its bucket, and no other', async () => {
    const bikes = clientOf('bikes')
    await bikes.putObject('bikes', 'data/x', 'data')
    await bikes.putObject('bikes', 'mlflow/1/artifacts/model', 'model')
    expect((await bikes.statObject('bikes', 'data/x')).size).toBe(4)
    await expect(bikes.putObject('other', 'x', 'x')).rejects.toMatchObject(denied)
    await expect(bikes.makeBucket('more')).rejects.toMatchObject(denied)
    await expect(bikes.removeBucket('bikes')).rejects.toMatchObject(denied)
  })

  test('lets MLflow read the models, and neither write them nor read the data', async () => {
    const mlflow = clientOf('mlflow')
    const stream = await mlflow.getObject('bikes', 'mlflow/1/artifacts/model')
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('model')
    await expect(mlflow.putObject('bikes', 'mlflow/2', 'x')).rejects.toMatchObject(denied)
    await expect(mlflow.getObject('bikes', 'data/x')).rejects.toMatchObject(denied)
  })

  test('lets a user read and list what it may, write to its own bucket, and have what it keeps of experiments shown', async () => {
    const ana = clientOf('notebook-ana')
    const read = await ana.getObject('bikes', 'data/x')
    expect(Buffer.concat(await read.toArray()).toString()).toBe('data')
    const listed = await ana.listObjectsV2('bikes', '', true).toArray()
    expect(listed.map(({ name }) => name)).toEqual(['data/x', 'mlflow/1/artifacts/model'])
    await expect(ana.putObject('bikes', 'data/y', 'x')).rejects.toMatchObject(denied)
    await expect(ana.removeObject('bikes', 'data/x')).rejects.toMatchObject(denied)
    await expect(ana.getObject('other', 'x')).rejects.toMatchObject(denied)
    await ana.putObject('notebook-ana', 'mlflow/trial/model', 'model')
    expect((await clientOf('mlflow').statObject('notebook-ana', 'mlflow/trial/model')).size).toBe(5)
    await expect(clientOf('bikes').getObject('notebook-ana', 'mlflow/trial/model')).rejects.toMatchObject(
      denied,
    )
  })
})
