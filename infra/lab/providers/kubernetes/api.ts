import http from 'node:http'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, type Status, unreachable } from './errors.ts'
import type { Cluster } from './kubeconfig.ts'

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly contentType?: string
}

export interface ApiResponse {
  readonly body: string
  /** What the server warns of: deprecated versions, fields it does not know, pod security. */
  readonly warnings: readonly string[]
}

/** Sends one request to the API server. Answers that ask to try later are tried again a few times. */
export type Api = (request: ApiRequest) => Promise<ApiResponse>

const attempts = 6
const answerTimeout = 60_000

export function apiOf(cluster: Cluster): Api {
  const secure = cluster.server.protocol === 'https:'
  const agent = secure
    ? new https.Agent({
        keepAlive: true,
        maxSockets: 16,
        rejectUnauthorized: !cluster.insecure,
        ca: cluster.ca,
        cert: cluster.certificate,
        key: cluster.key,
        servername: cluster.serverName,
      })
    : new http.Agent({ keepAlive: true, maxSockets: 16 })

  const once = async (request: ApiRequest): Promise<ApiResponse> => {
    const url = new URL(cluster.server)
    url.pathname = `${cluster.server.pathname.replace(/\/$/, '')}${request.path}`
    url.search = new URLSearchParams(request.query).toString()
    const authorization = await cluster.authorization()
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const headers = {
      accept: 'application/json, text/plain',
      'user-agent': 'atoll-provider',
      ...(authorization && { authorization }),
      ...(body && {
        'content-type': request.contentType ?? 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    }
    return new Promise((resolve, reject) => {
      const sent = (secure ? https : http).request(
        url,
        { agent, method: request.method ?? 'GET', headers },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            const code = answer.statusCode ?? 0
            if (code < 300) resolve({ body: text, warnings: warningsOf(answer.headers.warning) })
            else reject(new ApiError(code, statusOf(text), request, answer.headers['retry-after']))
          })
        },
      )
      sent.setTimeout(answerTimeout, () =>
        sent.destroy(new Error(`no answer within ${answerTimeout / 1000} s`)),
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(request)
      } catch (error) {
        if (attempt === attempts || !worthRetry(error, request)) throw explained(error, cluster)
        const asked = error instanceof ApiError ? Number(error.retryAfter) : Number.NaN
        await sleep(Number.isFinite(asked) ? asked * 1000 : 100 * 2 ** attempt)
      }
    }
  }
}

function worthRetry(error: unknown, request: ApiRequest): boolean {
  if (error instanceof ApiError) {
    return error.code === 429 || error.code === 503 || (error.code === 500 && error.retryAfter !== undefined)
  }
  const reset = ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')
  return reset && request.method !== 'POST'
}

function explained(error: unknown, cluster: Cluster): unknown {
  return error instanceof ApiError ? error : unreachable(cluster, error)
}

function statusOf(text: string): Status {
  try {
    return JSON.parse(text) as Status
  } catch {
    return { message: text.trim() }
  }
}

function warningsOf(header: string | undefined): string[] {
  if (header === undefined) return []
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!.replaceAll('\\"', '"'))
}
