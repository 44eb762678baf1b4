import { readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { readIfThere } from './files.ts'

/** TCP ports of the lab. Those of `bridge` listen on the lab's own bridge, all others on 127.0.0.1. */
export const ports = {
  etcd: 12379,
  etcdPeer: 12380,
  etcdHealth: 12381,
  registry: 5005,
  controllerManager: 10257,
  scheduler: 10259,
  kubeletHealth: 10248,
  proxyHealth: 10256,
  proxyMetrics: 10249,
  dnsHealth: 12053,
  dnsReady: 12054,
  bridge: { apiServer: 6443, kubelet: 10250, dns: 53, dnsMetrics: 9153 },
} as const

export interface Listener {
  readonly address: string
  readonly port: number
}

/** Throws when a port that a component is about to listen on is already taken, and says by whom. */
export async function requireFree(component: string, listeners: readonly Listener[]): Promise<void> {
  for (const { address, port } of listeners)
    if (!(await isFree(address, port))) throw taken(component, address, port)
}

/** Throws when a program other than kube-proxy listens on a node port, where it would hide a Service or be hidden. */
export async function requireNodePortsFree(nodePorts: Readonly<Record<string, number>>): Promise<void> {
  for (const [service, port] of Object.entries(nodePorts)) {
    if (await isFree('127.0.0.1', port)) continue
    if (readIfThere(`/proc/${ownerOf(port)?.pid}/comm`)?.trim() === 'kube-proxy') continue
    throw taken(`the node port of ${service}`, '127.0.0.1', port)
  }
}

function taken(component: string, address: string, port: number): Error {
  const owner = ownerOf(port)
  const by = owner ? `by process ${owner.pid} (${owner.command})` : 'by a process that /proc does not show'
  return new Error(
    `Port ${address}:${port}, which ${component} needs, is taken ${by}. Stop it and start again`,
  )
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') done(false)
      else fail(new Error(`Port ${host}:${port} cannot be listened on: ${error.message}`))
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(true)))
  })
}

function ownerOf(port: number): { pid: number; command: string } | undefined {
  const sockets = ['tcp', 'tcp6'].flatMap((kind) =>
    listeningSockets(readIfThere(`/proc/net/${kind}`) ?? '', port),
  )
  const wanted = new Set(sockets.map((inode) => `socket:[${inode}]`))
  for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    if (descriptors(pid).some((target) => wanted.has(target))) {
      const words = (readIfThere(`/proc/${pid}/cmdline`) ?? '').split('\0').join(' ').trim()
      return { pid: Number(pid), command: words.slice(0, 80) }
    }
  }
  return undefined
}

/** Inodes of the sockets in a table of /proc/net that listen on a port, on whatever address. */
export function listeningSockets(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === '0A')
    .map((fields) => fields[9]!)
}

function descriptors(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}
