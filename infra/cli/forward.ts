import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { PortForward } from '@kubernetes/client-node'
import type { Endpoint } from '../outputs.ts'
import type { Cluster } from './cluster.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/**
 * Gives `use` a local address that reaches a Service's ready pod through the API server, as `kubectl port-forward`
 * does, so that the same commands work on the lab and on any cluster. Closed when `use` ends.
 */
export async function withForward<Result>(
  cluster: Cluster,
  { namespace, service, port }: Endpoint,
  use: (address: Address) => Promise<Result>,
): Promise<Result> {
  const forward = new PortForward(cluster.config)
  return withTunnel(
    (socket) => forward.portForwardService(namespace, service, [port], socket, null, socket),
    use,
  )
}

/** The same for one pod. */
export async function withPodForward<Result>(
  cluster: Cluster,
  { namespace, pod, port }: { readonly namespace: string; readonly pod: string; readonly port: number },
  use: (address: Address) => Promise<Result>,
): Promise<Result> {
  const forward = new PortForward(cluster.config)
  return withTunnel((socket) => forward.portForward(namespace, pod, [port], socket, null, socket), use)
}

async function withTunnel<Result>(
  open: (socket: Socket) => Promise<unknown>,
  use: (address: Address) => Promise<Result>,
): Promise<Result> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    open(socket).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}
