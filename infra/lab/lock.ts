import { createServer, type Server } from 'node:net'
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

/** Takes the lock, or returns undefined when another process (or this one) holds it. */
export async function tryLock(name: string): Promise<Held | undefined> {
  const server = createServer((socket) => socket.destroy())
  const listening = await new Promise<boolean>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(false) : fail(error),
    )
    server.listen({ path: `\0atoll/${name}` }, () => done(true))
  })
  return listening ? { release: () => close(server) } : undefined
}

function close(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()))
}
