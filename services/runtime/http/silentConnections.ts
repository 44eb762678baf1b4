import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Knows the connections over which nothing has been sent yet. Node counts them neither as idle nor as
 * answered, so that closing a server would wait for them.
 */
export function silentConnections(server: Server): { destroy(): void } {
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  return {
    destroy() {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
    },
  }
}
