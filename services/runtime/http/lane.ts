import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { AuditLog } from '../audit/auditLog.ts'
import type { RouteMetrics } from '../metrics/requestMetrics.ts'
import type { ServingMetrics } from '../metrics/servingMetrics.ts'
import type { VariantMetrics } from '../metrics/variantMetrics.ts'
import type { Variant } from '../models/servedModels.ts'
import type { Asked } from '../protocol/predictor.ts'
import { isRaw } from '../protocol/rawTensor.ts'
import { checkHeaders, readBody } from './readBody.ts'
import { RequestError } from './requestError.ts'
import { timeSlices } from './timeSlices.ts'

const sliceMs = 10

/** JSON, and the model that it is from. */
export interface Answered {
  readonly text: string
  readonly version: string
  readonly variant: Variant
}

/** Answers at once or a little later; throws {@link RequestError}, or fails with it. */
export type Answer = (
  asked: Asked,
  done: (answered: Answered) => void,
  fail: (error: unknown) => void,
) => void

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
  /** Name of this replica, which every prediction says. */
  readonly replica: string
  readonly audit: AuditLog | undefined
  readonly variants: VariantMetrics | undefined
}

export interface LaneRoute {
  readonly metrics: RouteMetrics
  /** Whether a body may be a raw tensor instead of JSON. */
  readonly takesRaw: boolean
}

const errorText = ({ message }: RequestError) => JSON.stringify({ error: message })

export function sendError(
  response: ServerResponse,
  error: RequestError,
  text: string = errorText(error),
): void {
  const { status } = error
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  }
  if (status === 503) headers['retry-after'] = 1
  response.writeHead(status, headers).end(text)
}

/**
 * The way of predictions through the server. All lanes share one queue: bodies that arrive in one turn of the event loop
 * are answered together at its end, in slices of time with room for other requests between them. So requests in flight
 * are counted before work begins, and those past the limit are refused at once instead of waiting in a socket.
 */
export function lanes(options: LaneOptions): (route: LaneRoute, answer: Answer) => Lane {
  const { metrics, log, maximumBodyBytes, maximumInFlight, maximumHeldBytes } = options
  const { slowSeconds, accessLogEvery, closing, replica, audit, variants } = options
  const { live } = metrics
  const full = new RequestError(503, `${maximumInFlight} predictions are in flight already; try again`)
  const heavy = new RequestError(
    503,
    `bodies of ${maximumHeldBytes} bytes in all are taken at once, and no room is left for this one; try again`,
  )
  let answered = 0
  const enqueue = timeSlices(sliceMs)

  const refusalOf = (error: unknown): RequestError => {
    if (error instanceof RequestError) {
      if (error.status === 413) metrics.rejected('too_large')
      if (error.status === 503) {
        metrics.rejected(error === full || error === heavy ? 'full' : 'not_ready')
      }
      return error
    }
    log.error({ err: error }, 'prediction failed')
    return new RequestError(500, 'the prediction failed; the log says why')
  }

  return (route, answer) => (request, response) => {
    const start = performance.now()
    let held = 0
    let asked: Asked | undefined
    let given: Partial<Answered> = {}
    live.inFlight++
    response.on('close', () => {
      live.inFlight--
      live.heldBytes -= held
      const milliseconds = performance.now() - start
      const seconds = milliseconds / 1000
      const status = response.writableFinished ? response.statusCode : 499
      const { text = null, version = '', variant = 'champion' } = given
      route.metrics.record(status, seconds)
      variants?.record(variant, status, seconds)
      if (asked !== undefined) {
        const { body } = asked
        audit?.record(() => ({
          time: Date.now(),
          ...{ route: route.metrics.route, variant, version, status, milliseconds },
          ...{ requestBytes: body.length, request: isRaw(request.headers) ? null : body, response: text },
        }))
      }
      if (seconds > slowSeconds) log.warn({ url: request.url, status, seconds }, 'slow answer')
      else if (accessLogEvery > 0 && ++answered % accessLogEvery === 0) {
        log.info({ url: request.url, status, seconds }, 'answer')
      }
    })
    const fail = (error: unknown) => {
      if (closing()) response.shouldKeepAlive = false
      const refusal = refusalOf(error)
      given = { ...given, text: errorText(refusal) }
      sendError(response, refusal, given.text)
    }
    const done = (answered: Answered) => {
      given = answered
      const { text, version, variant } = answered
      if (response.destroyed) return
      if (closing()) response.shouldKeepAlive = false
      const headers = [
        'content-type',
        'application/json',
        'content-length',
        String(Buffer.byteLength(text)),
        'model-version',
        version,
        'served-by',
        replica,
      ]
      if (variants !== undefined) headers.push('model-variant', variant)
      response.writeHead(200, headers)
      response.end(text)
    }
    if (live.inFlight > maximumInFlight) return fail(full)
    const refusal = checkHeaders(request, maximumBodyBytes, route.takesRaw)
    if (refusal !== undefined) return fail(refusal)
    const take = (bytes: number) => {
      if (response.destroyed || live.heldBytes + bytes > maximumHeldBytes) return false
      held += bytes
      live.heldBytes += bytes
      return true
    }
    readBody(request, { limit: maximumBodyBytes, take, full: heavy }, (error, body) => {
      if (error !== undefined) return fail(error)
      enqueue(() => {
        if (response.destroyed) return
        asked = { body, headers: request.headers }
        try {
          answer(asked, done, fail)
        } catch (thrown) {
          fail(thrown)
        }
      })
    })
  }
}
