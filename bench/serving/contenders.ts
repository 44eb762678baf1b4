import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type ServerProcess, serverProcess } from '../../infra/lab/testing/serverProcess.ts'

export interface Contender {
  readonly name: string
  readonly url: string
  readonly body: string
  readonly server: ServerProcess
}

const file = (name: string) => join(import.meta.dirname, name)

/** The serving runtime with the model file of `folder`. */
export async function atoll(
  folder: string,
  body: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Contender> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const server = serverProcess({
    name: 'Atoll',
    command: process.execPath,
    args: [file('bikesServer.ts')],
    environment: {
      NODE_ENV: 'production',
      PORT: String(port),
      MODEL: join(folder, 'model.atoll'),
      ATOLL_LOG_LEVEL: 'warn',
      ...variables,
    },
    readyUrl: `${origin}/v2/health/ready`,
  })
  return { name: 'Atoll', url: `${origin}/v2/models/bikes/infer`, body, server }
}

export async function bare(body: string): Promise<Contender> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const server = serverProcess({
    name: 'bare node:http',
    command: process.execPath,
    args: [file('bare.ts')],
    environment: { NODE_ENV: 'production', PORT: String(port) },
    readyUrl: url,
  })
  return { name: 'bare node:http', url, body, server }
}

/** One row is predicted fastest by one thread. */
const oneThread = { OMP_NUM_THREADS: '1' }

/** MLServer, inferring in its one process as Atoll does, with the model that peers.py saved. */
export async function mlserver(python: string, folder: string, body: string): Promise<Contender> {
  const [port, grpc, metrics] = [await freePort(), await freePort(), await freePort()]
  const directory = join(folder, 'mlserver')
  const settings = {
    host: '127.0.0.1',
    http_port: port,
    grpc_port: grpc,
    metrics_port: metrics,
    parallel_workers: 0,
    debug: false,
  }
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings))
  const server = serverProcess({
    name: 'MLServer',
    command: join(python, 'bin/mlserver'),
    args: ['start', directory],
    environment: oneThread,
    directory,
    readyUrl: `http://127.0.0.1:${port}/v2/models/bikes/ready`,
  })
  return { name: 'MLServer', url: `http://127.0.0.1:${port}/v2/models/bikes/infer`, body, server }
}

/** MLflow's scoring server with one worker. */
export async function mlflow(
  python: string,
  folder: string,
  rows: readonly (readonly number[])[],
): Promise<Contender> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const options = ['--env-manager', 'local', '--host', '127.0.0.1', '--port', String(port), '--workers', '1']
  const server = serverProcess({
    name: 'MLflow',
    command: join(python, 'bin/mlflow'),
    args: ['models', 'serve', '--model-uri', join(folder, 'mlflow'), ...options],
    environment: {
      ...oneThread,
      PATH: `${join(python, 'bin')}:${process.env.PATH}`,
      MLFLOW_TRACKING_URI: `sqlite:///${join(folder, 'mlflow.db')}`,
    },
    directory: folder,
    readyUrl: `${origin}/ping`,
  })
  return { name: 'MLflow', url: `${origin}/invocations`, body: JSON.stringify({ inputs: rows }), server }
}
