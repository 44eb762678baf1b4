import { connect, type Socket } from 'node:net'
import { until } from './until.ts'

/** A connection that sends bytes as they are, and collects what comes back. */
export async function rawConnection(port: number) {
  const socket: Socket = connect({ port, host: '127.0.0.1' })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let received = ''
  let closed = false
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  const end = new Promise<void>((resolve) =>
    socket.on('close', () => {
      closed = true
      resolve()
    }),
  )
  return {
    socket,
    end,
    send: (bytes: string | Uint8Array) =>
      new Promise<void>((resolve) => socket.write(bytes, () => resolve())),
    received: () => received,
    closed: () => closed,
    statuses: () => [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)),
    /** Resolves when so many answers have begun, or the connection is closed. */
    async answers(count: number) {
      await until(() => this.statuses().length >= count || closed)
      return this.statuses()
    },
  }
}

/** The head of a POST request of JSON. */
export const postHead = (path: string, headers: Readonly<Record<string, string | number>> = {}) =>
  [
    `POST ${path} HTTP/1.1`,
    'host: test',
    'content-type: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')
