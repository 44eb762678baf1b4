import { RequestError } from '../runtime/http/requestError.ts'

export interface Asking {
  /** Before all that wait, however many. */
  readonly isFirst?: boolean
  /** Aborted when nobody waits for the answer any more; what has not begun by then never does. */
  readonly signal?: AbortSignal
}

interface Waiting {
  readonly signal: AbortSignal | undefined
  answer(): Promise<void>
  leaveOut(): void
}

/**
 * Answers one question at a time, in the order in which they are asked.
 *
 * @param most - that may wait for the one that is answered
 * @returns what asks. It throws RequestError with 503 if too many wait, 499 if the question was left out
 */
export function questionQueue(most: number) {
  let queue: Waiting[] = []
  let isAnswering = false

  function leaveOutAbandoned(): void {
    const { left = [], out = [] } = Object.groupBy(queue, (one) => (one.signal?.aborted ? 'out' : 'left'))
    queue = left
    for (const one of out) one.leaveOut()
  }

  async function answerAll(): Promise<void> {
    if (isAnswering) return
    isAnswering = true
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await next.answer()
      leaveOutAbandoned()
    }
    isAnswering = false
  }

  return async <T>(answer: () => Promise<T>, { isFirst = false, signal }: Asking = {}): Promise<T> => {
    leaveOutAbandoned()
    if (isAnswering && !isFirst && queue.length >= most)
      throw new RequestError(503, 'too many questions wait for an answer; ask again later')
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const waiting: Waiting = {
      signal,
      answer: () => answer().then(resolve, reject),
      leaveOut: () => reject(new RequestError(499, 'nobody waits for this answer any more')),
    }
    if (isFirst) queue.unshift(waiting)
    else queue.push(waiting)
    void answerAll()
    return promise
  }
}
