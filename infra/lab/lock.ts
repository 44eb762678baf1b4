import { connect, createServer, type Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `work` while no other process of this machine runs work under the same name. The lock is an abstract Unix
 * socket, which the kernel takes back however its holder ends, so it can never be stale.
 */
export async function withLock<T>(name: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  let held = await tryLock(name)
  if (!held) onWait()
  while (!held) {
    await sleep(200)
    held = await tryLock(name)
  }
  try {
    return await work()
  } finally {
    await held.release()
  }
}

export interface Held {
  release(): Promise<void>
}

/**
 * Takes the lock, or returns undefined when another process (or this one) holds it.
 * @param holder what `holderOf` tells others of this one
 */
export async function tryLock(name: string, holder = `process ${process.pid}`): Promise<Held | undefined> {
  const server = createServer((socket) => socket.on('error', () => {}).end(holder))
  const listening = await new Promise<boolean>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(false) : fail(error),
    )
    server.listen({ path: address(name) }, () => done(true))
  })
  return listening ? { release: () => close(server) } : undefined
}

/** Who holds a lock; undefined if nobody does, or one that does not answer. */
export function holderOf(name: string): Promise<string | undefined> {
  const socket = connect(address(name))
  socket.setTimeout(1000, () => socket.destroy())
  return text(socket).then(
    (said) => said || undefined,
    () => undefined,
  )
}

function address(name: string): string {
  return `\0atoll/${name}`
}

function close(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()))
}
