import { setTimeout as sleep } from 'node:timers/promises'
import { explain, UnavailableError } from './errors.ts'

export interface RetryPolicy {
  /** Attempts in all; 1 is no retry. */
  readonly attempts: number
  /** Doubled after each failure, with up to a quarter of jitter. */
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  readonly onRetry?: (note: {
    what: string
    attempt: number
    attempts: number
    delayMs: number
    reason: string
  }) => void
  readonly signal?: AbortSignal
}

export const noRetry: RetryPolicy = { attempts: 1, firstDelayMs: 0, longestDelayMs: 0 }

const transientCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'SlowDown',
  'ServiceUnavailable',
  'XMinioServerNotInitialized',
  'InternalError',
  'RequestTimeout',
])

/** True for what a later attempt may cure: no connection, a cut one, a time-out, an overloaded or starting server. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'TimeoutError') return true
  const { code, status } = error as { code?: unknown; status?: unknown }
  if (typeof status === 'number') return status === 408 || status === 429 || status >= 500
  if (typeof code === 'string' && transientCodes.has(code)) return true
  if (error.message.includes('Retryable HTTP status')) return true
  if (error instanceof AggregateError) return error.errors.some(isTransient)
  return isTransient(error.cause)
}

/** Delay before attempt `attempt + 1`, without jitter. */
export function backoff(policy: RetryPolicy, attempt: number): number {
  return Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1))
}

/** Does not wait for work that hangs once the signal is aborted. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  if (signal.aborted) {
    work.catch(() => {})
    throw signal.reason
  }
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop))
}

/**
 * Calls `operation` until it succeeds, fails for good, or the policy's attempts are used up.
 *
 * @param what - names the service and where it is: `MLflow at http://mlflow:5000`.
 * @throws UnavailableError after the last transient failure; any other error at once, unchanged.
 */
export async function retry<T>(
  what: string,
  policy: RetryPolicy,
  operation: (attempt: number) => Promise<T>,
): Promise<T> {
  const started = performance.now()
  for (let attempt = 1; ; attempt++) {
    try {
      policy.signal?.throwIfAborted()
      return await untilAborted(operation(attempt), policy.signal)
    } catch (error) {
      if (policy.signal?.aborted || !isTransient(error)) throw error
      if (attempt >= policy.attempts) {
        const tried =
          attempt === 1
            ? ''
            : `, tried ${attempt} times in ${Math.round((performance.now() - started) / 1000)} s`
        throw new UnavailableError(`${what} does not answer (${explain(error)})${tried}`, { cause: error })
      }
      const delayMs = Math.round(backoff(policy, attempt) * (1 + Math.random() / 4))
      policy.onRetry?.({ what, attempt, attempts: policy.attempts, delayMs, reason: explain(error) })
      await sleep(delayMs, undefined, policy.signal ? { signal: policy.signal } : {})
    }
  }
}
