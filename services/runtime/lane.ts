import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { rawType } from './rawTensor.ts'
import { checkHeaders, readBody } from './readBody.ts'
import { RequestError } from './requestError.ts'
import type { RouteMetrics, ServingMetrics } from './servingMetrics.ts'
import { parseStrictJson } from './strictJson.ts'
import { timeSlices } from './timeSlices.ts'

const sliceMs = 10

/** JSON, and the version of the model that it is from. */
export interface Answered {
  readonly text: string
  readonly version: string
}

/** Answers the value of a request's body, or throws {@link RequestError}. */
export type Answer = (body: unknown) => Answered

/** The same of a raw tensor and its shape. */
export type RawAnswer = (body: Uint8Array, shape: string | undefined) => Answered

/** Takes one POST request from its head to its answer. */
export type Lane = (request: IncomingMessage, response: ServerResponse) => void

export interface LaneOptions {
  readonly metrics: ServingMetrics
  readonly log: Logger
  readonly maximumBodyBytes: number
  /** Predictions taken at once; those beyond are refused with 503 before their body is read. */
  readonly maximumInFlight: number
  /** Bytes of bodies held at once; those beyond are refused with 503, before they are read where their length is known. */
  readonly maximumHeldBytes: number
  /** Answers that took longer are logged. */
  readonly slowSeconds: number
  /** Of so many answers one is logged; 0 logs none. */
  readonly accessLogEvery: number
  /** True makes answers close their connection. */
  readonly closing: () => boolean
}

export function sendError(response: ServerResponse, { status, message }: RequestError): void {
  const text = JSON.stringify({ error: message })
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  }
  if (status === 503) headers['retry-after'] = 1
  response.writeHead(status, headers).end(text)
}

/**
 * The way of predictions through the server. All lanes share one queue: bodies that arrive in one turn of the
 * event loop are answered together at its end, in slices of time with room for other requests between them, so that requests in flight are counted before work begins, and
 * those past the limit are refused at once instead of waiting in a socket.
 */
export function lanes(
  options: LaneOptions,
): (route: RouteMetrics, answer: Answer, rawAnswer?: RawAnswer) => Lane {
  const { metrics, log, maximumBodyBytes, maximumInFlight, maximumHeldBytes } = options
  const { slowSeconds, accessLogEvery, closing } = options
  const { live } = metrics
  const full = new RequestError(503, `${maximumInFlight} predictions are in flight already; try again`)
  const heavy = new RequestError(
    503,
    `bodies of ${maximumHeldBytes} bytes in all are taken at once, and no room is left for this one; try again`,
  )
  let answered = 0
  const enqueue = timeSlices(sliceMs)

  const fail = (response: ServerResponse, error: unknown) => {
    if (closing()) response.shouldKeepAlive = false
    if (error instanceof RequestError) {
      if (error.status === 413) metrics.rejected('too_large')
      if (error.status === 503) {
        metrics.rejected(error === full || error === heavy ? 'full' : 'not_ready')
      }
      return sendError(response, error)
    }
    log.error({ err: error }, 'prediction failed')
    sendError(response, new RequestError(500, 'the prediction failed; the log says why'))
  }

  return (route, answer, rawAnswer) => (request, response) => {
    const start = performance.now()
    let held = 0
    live.inFlight++
    response.on('close', () => {
      live.inFlight--
      live.heldBytes -= held
      const seconds = (performance.now() - start) / 1000
      const status = response.writableFinished ? response.statusCode : 499
      route.record(status, seconds)
      if (seconds > slowSeconds) log.warn({ url: request.url, status, seconds }, 'slow answer')
      else if (accessLogEvery > 0 && ++answered % accessLogEvery === 0) {
        log.info({ url: request.url, status, seconds }, 'answer')
      }
    })
    if (live.inFlight > maximumInFlight) return fail(response, full)
    const refusal = checkHeaders(request, maximumBodyBytes, rawAnswer !== undefined)
    if (refusal !== undefined) return fail(response, refusal)
    const take = (bytes: number) => {
      if (response.destroyed || live.heldBytes + bytes > maximumHeldBytes) return false
      held += bytes
      live.heldBytes += bytes
      return true
    }
    readBody(request, { limit: maximumBodyBytes, take, full: heavy }, (error, body) => {
      if (error !== undefined) return fail(response, error)
      enqueue(() => {
        if (response.destroyed) return
        try {
          const { headers } = request
          const { text, version } =
            rawAnswer !== undefined && headers['content-type'] === rawType
              ? rawAnswer(body, headers['tensor-shape']?.toString())
              : answer(parseStrictJson(body))
          if (closing()) response.shouldKeepAlive = false
          response.writeHead(200, [
            'content-type',
            'application/json',
            'content-length',
            String(Buffer.byteLength(text)),
            'model-version',
            version,
          ])
          response.end(text)
        } catch (thrown) {
          fail(response, thrown)
        }
      })
    })
  }
}
