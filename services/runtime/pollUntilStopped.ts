import { setTimeout as sleep } from 'node:timers/promises'

export interface Polling {
  /** Never throws. */
  readonly poll: () => Promise<void>
  readonly pollMs: number
  /** Longest wait between polls while they fail. */
  readonly longestMs: number
  /** How many polls have failed since one did not. */
  readonly failures: () => number
  readonly stopped: AbortSignal
}

/** Polls until stopped: half as often after each failure, and not in step with other replicas. */
export async function pollUntilStopped({
  poll,
  pollMs,
  longestMs,
  failures,
  stopped,
}: Polling): Promise<void> {
  while (!stopped.aborted) {
    await poll()
    const delay = Math.min(pollMs * 2 ** Math.min(failures(), 10), Math.max(pollMs, longestMs))
    const jitter = 0.9 + Math.random() * 0.2
    await sleep(delay * jitter, undefined, { signal: stopped, ref: false }).catch(() => {})
  }
}
