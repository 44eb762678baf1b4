import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import { type ObjectStore, objectStore } from '../../../services/runtime/objectStore.ts'
import { type MinioServer, minioServer } from '../testing/minioServer.ts'
import { freePort, type ServerProcess, serverProcess } from '../testing/serverProcess.ts'
import { unpackImage } from '../testing/unpackImage.ts'
import { buildImages } from './images.ts'

let scratch: string
let minio: MinioServer
let objects: ObjectStore
let server: ServerProcess
let port: number
let uri: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'mlflow-image-'))
  const image = await unpackImage((await buildImages(['mlflow'])).mlflow, join(scratch, 'root'))
  chmodSync(join(scratch, 'root/tmp'), 0o777)
  minio = await minioServer(scratch)
  const bucket = await minio.bucket('bikes')
  objects = objectStore(bucket)
  port = await freePort()
  uri = `http://127.0.0.1:${port}`
  const args = ['server', '--host=127.0.0.1', `--port=${port}`, '--workers=1', '--no-serve-artifacts']
  const places = ['--backend-store-uri=sqlite:////tmp/mlflow.db', '--default-artifact-root=s3://bikes/mlflow']
  server = serverProcess({
    name: 'MLflow',
    command: '/usr/sbin/chroot',
    args: image.chroot(...image.entrypoint, ...args, ...places, '--allowed-hosts=mlflow.loc-ml,127.0.0.1:*'),
    environment: {
      ...image.environment,
      prometheus_multiproc_dir: '/tmp/metrics',
      MLFLOW_S3_ENDPOINT_URL: bucket.endpoint,
      AWS_DEFAULT_REGION: bucket.region,
      AWS_ACCESS_KEY_ID: bucket.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey,
    },
    readyUrl: `${uri}/health`,
    readySeconds: 300,
  })
  await server.start()
})

afterAll(async () => {
  await server?.stop()
  await minio?.stop()
  rmSync(scratch, { recursive: true })
})

type Created = { readonly run: { readonly info: { readonly run_id: string; readonly artifact_uri: string } } }

async function post(path: string, body: object): Promise<Created> {
  const response = await fetch(`${uri}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Created
}

/** fetch() sets the Host header itself. */
function statusFor(host: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const path = '/api/2.0/mlflow/experiments/search?max_results=1'
    get({ port, path, headers: { host } }, (response) => done(response.resume().statusCode)).on('error', fail)
  })
}

/** Asks for the largest file of the pages and does not take it. */
async function stalledReader(): Promise<void> {
  const page = await (await fetch(uri)).text()
  await fetch(`${uri}/${scriptOf(page)}`)
}

function scriptOf(page: string): string {
  return page.match(/src="\.?\/?(static-files\/[^"]+\.js)"/)![1]!
}

test('keeps runs, models and the alias of the served version', async () => {
  const { run } = await post('runs/create', { experiment_id: '0' })
  const source = `${run.info.artifact_uri}/model`
  await post('runs/log-metric', { run_id: run.info.run_id, key: 'mae', value: 0.04, timestamp: 1 })
  await post('registered-models/create', { name: 'bikes' })
  await post('model-versions/create', { name: 'bikes', source, run_id: run.info.run_id })
  await post('registered-models/alias', { name: 'bikes', alias: 'champion', version: '1' })
  expect(await mlflowClient(uri).championOf('bikes')).toMatchObject({ version: '1', source })
})

test('shows the files of a run out of the object store', async () => {
  const { run } = await post('runs/create', { experiment_id: '0' })
  await objects.put(`${run.info.artifact_uri}/notes.txt`, Buffer.from('hello'))
  const shown = await fetch(`${uri}/get-artifact?run_uuid=${run.info.run_id}&path=notes.txt`)
  expect(await shown.text()).toBe('hello')
})

test('has its pages, with their scripts', async () => {
  const page = await (await fetch(uri)).text()
  const response = await fetch(`${uri}/${scriptOf(page)}`)
  expect(response.ok).toBe(true)
  expect(response.headers.get('content-type')).toContain('javascript')
  expect((await response.bytes()).length).toBeGreaterThan(100_000)
})

test('opens on model training, without a notice of usage data', async () => {
  const page = await (await fetch(uri)).text()
  expect(page.indexOf('"mlflow.workflowType_v1": "\\"machine_learning\\""')).toBeGreaterThan(0)
  expect(page.indexOf('mlflow.workflowType_v1')).toBeLessThan(page.indexOf('main.'))
  const script = await (await fetch(`${uri}/${scriptOf(page)}`)).text()
  for (const key of page.match(/mlflow\.[\w.]+(?=_v1")/g)!) expect(script, key).toContain(`"${key}"`)
})

test('tells how many requests it has answered', async () => {
  const metrics = await (await fetch(`${uri}/metrics`)).text()
  expect(metrics).toMatch(/^mlflow_http_request_total\{.*status="200".*\} [1-9]/m)
})

test('answers to the names it was told, and to no other', async () => {
  expect(await statusFor('mlflow.loc-ml')).toBe(200)
  expect(await statusFor('evil.example')).toBe(403)
})

test('is one process, which ends when it is told to, even while a reader has stalled', async () => {
  const commands = globSync('/proc/[0-9]*/cmdline').map((file) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  })
  expect(commands.filter((line) => line.includes(`${port}`))).toHaveLength(1)
  await stalledReader()
  await server.stop('SIGTERM')
  await expect(fetch(`${uri}/health`)).rejects.toThrow()
})
