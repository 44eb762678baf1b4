import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureMlflowPython } from '../images/mlflowPython.ts'
import { freePort, type ServerProcess, serverProcess } from './serverProcess.ts'

export interface MlflowServer extends ServerProcess {
  readonly uri: string
}

/**
 * MLflow with its database in `directory`, on a free port that it keeps over restarts.
 * @param settings further variables of its environment
 */
export async function mlflowServer(
  directory: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<MlflowServer> {
  const packages = await ensureMlflowPython()
  const port = await freePort()
  const home = join(directory, 'mlflow')
  mkdirSync(home, { recursive: true })
  const server = serverProcess({
    name: 'MLflow',
    command: '/usr/bin/python3',
    args: [
      ...['-s', '-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${home}/mlflow.db`],
    ],
    environment: {
      PYTHONPATH: packages,
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
      ...settings,
    },
    directory: home,
    readyUrl: `http://127.0.0.1:${port}/health`,
    readySeconds: 300,
  })
  await server.start()
  return { ...server, uri: `http://127.0.0.1:${port}` }
}
