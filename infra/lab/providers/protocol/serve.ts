import { flushCompileCache } from 'node:module'
import grpc from '@grpc/grpc-js'
import service from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import { linearStructs } from '../../../pulumi/linearStructs.ts'
import { type EngineLog, engineLog } from './engineLog.ts'
import type { Provider } from './provider.ts'
import { handlers } from './service.ts'

const messageLimit = 400 * 1024 * 1024

/**
 * Serves a provider to the engine that started this process, and ends with it.
 * The engine passes its address as the first argument and reads our port from the first line of output.
 */
export async function serve(create: (log: EngineLog) => Provider): Promise<void> {
  const address = process.argv.slice(2).find((argument) => !argument.startsWith('-'))
  if (address === undefined) {
    process.stderr.write('This program is started by the Pulumi engine, with the address of the engine.\n')
    process.exit(2)
  }
  linearStructs()
  const provider = create(engineLog(address))
  const server = new grpc.Server({
    'grpc.max_receive_message_length': messageLimit,
    'grpc.max_send_message_length': messageLimit,
  })
  server.addService(service.ResourceProviderService, handlers(provider))
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  process.stdout.write(`${port}\n`)
  endWithParent()
  // The engine kills its plugins, so that nothing would be kept at the end.
  flushCompileCache()
}

/** A killed engine cannot say goodbye: its child then has another parent. */
export function endWithParent(): void {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || process.exit(0), 500).unref()
}
