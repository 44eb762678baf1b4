import { createServer, type RequestListener, type Server } from 'node:http'
import { clientError, otherVersion } from './clientError.ts'
import { sendError } from './lane.ts'
import { badRequest, RequestError } from './requestError.ts'

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
      requireHostHeader: false,
    },
    (request, response) => {
      if (!/^1\.[01]$/.test(request.httpVersion)) {
        response.shouldKeepAlive = false
        return sendError(response, new RequestError(505, otherVersion))
      }
      if (request.headers.host === undefined && request.httpVersionMinor > 0) {
        response.shouldKeepAlive = false
        return sendError(response, badRequest('the request has no header "host"'))
      }
      handle(request, response)
    },
  )
  return server.on('clientError', clientError).on('checkExpectation', (_, response) => {
    response.shouldKeepAlive = false
    sendError(response, new RequestError(417, 'expect should be 100-continue or absent'))
  })
}
