import { Agent, request } from 'node:http'

export interface LoadCounts {
  readonly sent: number
  readonly failed: number
}

export interface LoadResult extends LoadCounts {
  /** Milliseconds. */
  readonly latencies: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Reason to count. */
  readonly failures: Readonly<Record<string, number>>
  /** Answers by the model version in the response header. */
  readonly byVersion: Readonly<Record<string, number>>
}

/**
 * Sends `body` to a loopback address at a fixed rate, whether or not earlier requests have been answered (an open
 * loop), for ten minutes at most. Half of the connections are new, so that they spread over the replicas.
 */
export function startLoad(url: string, body: unknown, perSecond: number) {
  const target = new URL(url)
  if (target.hostname !== '127.0.0.1')
    throw new Error(`load goes to 127.0.0.1 only, not to ${target.hostname}`)
  const keepAlive = new Agent({ keepAlive: true, maxSockets: 20 })
  const fresh = new Agent({ keepAlive: false })
  const payload = JSON.stringify(body)
  const latencies: number[] = []
  const failures: Record<string, number> = {}
  const byVersion: Record<string, number> = {}
  let sent = 0
  let failed = 0
  let open = 0

  function fail(reason: string): void {
    failed++
    failures[reason] = (failures[reason] ?? 0) + 1
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
      agent: sent % 2 === 0 ? keepAlive : fresh,
      timeout: 10_000,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
    })
    call.once('close', () => open--)
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
        const version = String(response.headers['model-version'] ?? 'unknown')
        byVersion[version] = (byVersion[version] ?? 0) + 1
      })
    })
    call.end(payload)
  }

  const started = performance.now()
  const timer = setInterval(() => {
    const elapsed = performance.now() - started
    if (elapsed > 600_000) return clearInterval(timer)
    while (sent < (elapsed / 1000) * perSecond) send()
  }, 5)

  return {
    counts: (): LoadCounts => ({ sent, failed }),
    async stop(): Promise<LoadResult> {
      clearInterval(timer)
      for (let waited = 0; open > 0 && waited < 11_000; waited += 50)
        await new Promise((done) => setTimeout(done, 50))
      for (let unanswered = open; unanswered > 0; unanswered--) fail('no end of the answer')
      keepAlive.destroy()
      const sorted = latencies.toSorted((a, b) => a - b)
      const quantile = (share: number) =>
        Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2))
      return {
        sent,
        failed,
        failures,
        byVersion,
        latencies: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
      }
    },
  }
}
