import { Agent, request } from 'node:http'

export interface LoadCounts {
  readonly sent: number
  readonly failed: number
}

export interface LoadResult extends LoadCounts {
  /** From the first request to the end of the last answer. */
  readonly seconds: number
  /** Milliseconds. */
  readonly latencies: {
    readonly p50: number
    readonly p90: number
    readonly p99: number
    readonly max: number
  }
  /** Reason to count. */
  readonly failures: Readonly<Record<string, number>>
  /** Answers by the model version in the response header. */
  readonly byVersion: Readonly<Record<string, number>>
  /** Answers by the replica in the response header. */
  readonly byReplica: Readonly<Record<string, number>>
}

/** So many requests a second, or so many connections that each ask as soon as they are answered. */
export type Pace = number | { readonly connections: number }

/** @throws Error if the URL is not one of this machine */
export function loopback(url: string): URL {
  const target = new URL(url)
  if (target.hostname === '127.0.0.1') return target
  throw new Error(`load goes to 127.0.0.1 only, not to ${target.hostname}`)
}

/**
 * Sends `body` to a loopback address, for ten minutes at most. At a fixed rate it is sent whether or not earlier
 * requests have been answered (an open loop), and half of the connections are new, so that they spread over replicas.
 */
export function startLoad(url: string, body: unknown, pace: Pace) {
  const target = loopback(url)
  const closed = typeof pace === 'number' ? undefined : pace.connections
  const keepAlive = new Agent({ keepAlive: true, maxSockets: closed ?? 20 })
  const fresh = new Agent({ keepAlive: false })
  const payload = JSON.stringify(body)
  const latencies: number[] = []
  const failures: Record<string, number> = {}
  const byVersion: Record<string, number> = {}
  const byReplica: Record<string, number> = {}
  let sent = 0
  let failed = 0
  let open = 0
  let stopped = false

  const increment = (counts: Record<string, number>, key: unknown) => {
    const name = String(key ?? 'unknown')
    counts[name] = (counts[name] ?? 0) + 1
  }

  function fail(reason: string): void {
    failed++
    increment(failures, reason)
  }

  function send(): void {
    const started = performance.now()
    sent++
    open++
    let settled = false
    const end = (failure?: string): void => {
      if (!settled && failure !== undefined) fail(failure)
      settled = true
    }
    const call = request(target, {
      method: 'POST',
      agent: closed !== undefined || sent % 2 === 0 ? keepAlive : fresh,
      timeout: 10_000,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
    })
    call.once('close', () => {
      open--
      if (closed !== undefined && !stopped) setImmediate(send)
    })
    call.once('timeout', () => call.destroy(new Error('no answer within 10 s')))
    const broken = (error: NodeJS.ErrnoException): void => end(error.code ?? error.message)
    call.once('error', broken)
    call.once('response', (response) => {
      response.resume()
      response.once('error', broken)
      response.once('end', () => {
        latencies.push(performance.now() - started)
        if (response.statusCode !== 200) return end(`status ${response.statusCode}`)
        end()
        increment(byVersion, response.headers['model-version'])
        increment(byReplica, response.headers['served-by'])
      })
    })
    call.end(payload)
  }

  const started = performance.now()
  const timer = setInterval(() => {
    const elapsed = performance.now() - started
    if (elapsed > 600_000) {
      stopped = true
      return clearInterval(timer)
    }
    if (typeof pace === 'number') while (sent < (elapsed / 1000) * pace) send()
  }, 5)
  for (let connection = 0; connection < (closed ?? 0); connection++) send()

  return {
    counts: (): LoadCounts => ({ sent, failed }),
    async stop(): Promise<LoadResult> {
      stopped = true
      clearInterval(timer)
      for (let waited = 0; open > 0 && waited < 11_000; waited += 10)
        await new Promise((done) => setTimeout(done, 10))
      const seconds = (performance.now() - started) / 1000
      for (let unanswered = open; unanswered > 0; unanswered--) fail('no end of the answer')
      keepAlive.destroy()
      const sorted = latencies.toSorted((a, b) => a - b)
      const quantile = (share: number) =>
        Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2))
      return {
        sent,
        failed,
        seconds,
        failures,
        byVersion,
        byReplica,
        latencies: { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), max: quantile(1) },
      }
    },
  }
}
