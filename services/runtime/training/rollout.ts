import { lookup } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { explain } from '../errors.ts'

export interface RolloutOptions {
  readonly port: number
  readonly deadlineMs?: number
  readonly pollMs?: number
  readonly signal?: AbortSignal
  /** The version that is to be served now: when it has become another one, there is nothing to wait for. */
  readonly champion?: () => Promise<string | undefined>
  /** Addresses behind the host; none if it has none yet. */
  readonly resolve?: (host: string) => Promise<string[]>
}

/** What came of a rollout: how many replicas serve the version, or the version that has taken its place meanwhile. */
export type Rollout = { readonly replicas: number } | { readonly supersededBy: string }

export class RolloutError extends Error {
  override readonly name = 'RolloutError'
}

async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address, family }) =>
      family === 6 ? `[${address}]` : address,
    )
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTFOUND' || code === 'ENODATA') return []
    throw error
  }
}

/** The version that a replica reports in its model metadata, or why it reports none. */
async function reportedBy(url: string): Promise<{ versions: readonly string[]; problem?: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    const { versions } = (await response.json()) as { versions?: string[] }
    return response.ok
      ? { versions: versions ?? [] }
      : { versions: [], problem: `answers ${response.status}` }
  } catch (error) {
    return { versions: [], problem: explain(error) }
  }
}

/**
 * Waits until every address behind `host` serves `version` of the model; the addresses are looked up at each poll.
 *
 * @returns the number of replicas that serve it, 0 if there is none yet; or which other version is the champion now
 * @throws RolloutError at the deadline, naming the replicas that lag
 */
export async function rollout(
  host: string,
  model: string,
  version: string,
  options: RolloutOptions,
): Promise<Rollout> {
  const { port, deadlineMs = 120_000, pollMs = 250, signal, champion, resolve = addressesOf } = options
  const deadline = performance.now() + deadlineMs
  for (;;) {
    signal?.throwIfAborted()
    const lagging: string[] = []
    const addresses = await resolve(host).catch((error) => {
      lagging.push(`${host}: ${explain(error)}`)
      return []
    })
    await Promise.all(
      addresses.map(async (address) => {
        const { versions, problem } = await reportedBy(`http://${address}:${port}/v2/models/${model}`)
        if (!versions.includes(version)) {
          lagging.push(`${address} ${problem ?? `serves version ${versions.join(', ') || 'none'}`}`)
        }
      }),
    )
    if (lagging.length === 0) return { replicas: addresses.length }
    const wanted = await champion?.().catch(() => undefined)
    if (wanted !== undefined && wanted !== version) return { supersededBy: wanted }
    if (performance.now() > deadline) {
      const waited = Math.round(deadlineMs / 1000)
      throw new RolloutError(
        `version ${version} is not served everywhere after ${waited} s: ${lagging.join('; ')}`,
      )
    }
    await sleep(pollMs, undefined, signal ? { signal } : {})
  }
}
