import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { ensureTools } from '../tools.ts'
import { freePort, type ServerProcess, serverProcess } from './serverProcess.ts'

export interface RegistryServer extends ServerProcess {
  /** host:port */
  readonly address: string
}

/** An empty image registry that stores in `directory`, on a free port. */
export async function registryServer(directory: string): Promise<RegistryServer> {
  const { registry } = await ensureTools(['registry'])
  const address = `127.0.0.1:${await freePort()}`
  const settings = join(directory, 'registry.yaml')
  const storage = { filesystem: { rootdirectory: join(directory, 'registry') } }
  writeFileSync(settings, stringify({ version: 0.1, storage, http: { addr: address } }))
  const server = serverProcess({
    name: 'the registry',
    command: registry,
    args: ['serve', settings],
    readyUrl: `http://${address}/v2/`,
  })
  await server.start()
  return { ...server, address }
}
