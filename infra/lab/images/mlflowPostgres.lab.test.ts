import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import { command } from '../command.ts'
import { type PostgresServer, postgresServer } from '../testing/postgresServer.ts'
import { freePort, serverProcess } from '../testing/serverProcess.ts'
import { type UnpackedImage, unpackImage } from '../testing/unpackImage.ts'
import { buildImages } from './images.ts'

const scratch = mkdtempSync(join(tmpdir(), 'mlflow-postgres-'))
const cleanUp = new AsyncDisposableStack()
let image: UnpackedImage
let postgres: PostgresServer
let store: string

beforeAll(async () => {
  image = await unpackImage((await buildImages(['mlflow'])).mlflow, join(scratch, 'root'))
  chmodSync(join(image.root, 'tmp'), 0o777)
  postgres = cleanUp.use(await postgresServer(scratch))
  writeFileSync(join(image.root, 'tmp/ca.crt'), postgres.authority)
  store = `postgresql+psycopg2://127.0.0.1:${postgres.port}/postgres`
})
afterAll(async () => {
  await cleanUp.disposeAsync()
  rmSync(scratch, { recursive: true })
})

/** As the pods of MLflow have it. */
const environment = () => ({
  ...image.environment,
  PGUSER: postgres.user,
  PGPASSWORD: postgres.password,
  PGSSLMODE: 'verify-full',
  PGSSLROOTCERT: '/tmp/ca.crt',
})

const mlflow = (env: Readonly<Record<string, string>>, ...args: string[]) =>
  command('/usr/sbin/chroot', image.chroot(...image.entrypoint, ...args), { env })

async function startServer(): Promise<string> {
  const port = await freePort()
  const listening = ['--host=127.0.0.1', `--port=${port}`, '--workers=1', '--no-serve-artifacts']
  const server = cleanUp.use(
    serverProcess({
      name: 'MLflow',
      command: '/usr/sbin/chroot',
      args: image.chroot(...image.entrypoint, 'server', ...listening, `--backend-store-uri=${store}`),
      environment: environment(),
      readyUrl: `http://127.0.0.1:${port}/health`,
      readySeconds: 300,
    }),
  )
  await server.start()
  return `http://127.0.0.1:${port}`
}

async function post(uri: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${uri}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status, await response.text()).toBe(200)
}

test('speaks to no database whose certificate it cannot check', async () => {
  writeFileSync(join(image.root, 'tmp/none.crt'), '')
  const connecting = `import psycopg2; psycopg2.connect(host='127.0.0.1', port=${postgres.port}, dbname='postgres')`
  const connect = (env: Readonly<Record<string, string>>) =>
    command('/usr/sbin/chroot', image.chroot('/usr/bin/python3', '-s', '-c', connecting), { env })
  await connect(environment())
  await expect(connect({ ...environment(), PGSSLROOTCERT: '/tmp/none.crt' })).rejects.toThrow(/certificate/)
})

test('gives an empty database its tables, and leaves them when told again', async () => {
  await mlflow(environment(), 'db', 'upgrade', store)
  await mlflow(environment(), 'db', 'upgrade', store)
})

test('serves by two replicas what either was told', async () => {
  const [one, other] = await Promise.all([startServer(), startServer()])
  await post(one, 'registered-models/create', { name: 'bikes' })
  await post(other, 'model-versions/create', { name: 'bikes', source: 's3://bikes/mlflow/1' })
  await post(one, 'registered-models/alias', { name: 'bikes', alias: 'champion', version: '1' })
  expect(await mlflowClient(other).championOf('bikes')).toMatchObject({ version: '1' })
})
