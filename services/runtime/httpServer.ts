import { createServer, type RequestListener, type Server } from 'node:http'
import { clientError } from './clientError.ts'

export interface Timeouts {
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly keepAliveTimeoutMs: number
}

export function httpServer(timeouts: Timeouts, handle: RequestListener): Server {
  const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = timeouts
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5000),
      noDelay: true,
    },
    handle,
  )
  return server.on('clientError', clientError)
}
