import { readFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { paths } from './paths.ts'

/** How a component shows that it works. */
export type Probe =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'process' }

const limitMs = 2000

export async function isHealthy(probe: Probe): Promise<boolean> {
  if (probe.kind === 'process') return true
  if (probe.kind === 'socket') return connects(probe.path)
  return (await ask(probe.url).catch(() => undefined))?.status === 200
}

export interface Answer {
  readonly status: number
  readonly body: string
}

/** Asks a component; over TLS as the administrator. */
export function ask(url: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const secure = url.startsWith('https:')
    const request = (secure ? requestHttps : requestHttp)(
      url,
      { agent: false, timeout: limitMs, ...(secure ? administrator() : {}) },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text
        })
        response.on('end', () => done({ status: response.statusCode!, body }))
        response.on('error', fail)
      },
    )
    request.on('timeout', () => request.destroy(new Error(`${url} did not answer within ${limitMs} ms`)))
    request.on('error', fail)
    request.end()
  })
}

function administrator(): { ca: Buffer; cert: Buffer; key: Buffer } {
  const read = (name: string): Buffer => readFileSync(join(paths().pki, name))
  return { ca: read('cluster-ca.crt'), cert: read('admin.crt'), key: read('admin.key') }
}

function connects(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ path, timeout: limitMs })
    const end = (answer: boolean): void => {
      socket.destroy()
      done(answer)
    }
    socket.on('connect', () => end(true))
    socket.on('timeout', () => end(false))
    socket.on('error', () => end(false))
  })
}
