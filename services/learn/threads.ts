import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { Piscina } from 'piscina'

/** What a thread's module exports by default: given what all tasks share, once, it gives what runs one of them. */
export type PrepareTask<Shared, Task, Result> = (shared: Shared) => (task: Task) => Result | Promise<Result>

export interface ThreadOptions<Shared, Task, Result> {
  /** Threads, at most. With 1, tasks run here, one after the other. */
  readonly threads: number
  /** The module that each thread loads. */
  readonly file: URL
  /** Cloned once for each thread, except what lies in shared memory. */
  readonly shared: Shared
  /** The same as the module's default export, for tasks that run here. */
  readonly prepare: PrepareTask<Shared, Task, Result>
  /** Once aborted, tasks that run are ended with their thread, and no other begins. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Gives `work` something that runs tasks, as many at once as there are threads; a task that fails, or uses up the memory
 * of its thread, rejects alone. What comes of tasks does not depend on the number of threads, as each gives its own result.
 */
export async function withThreads<Shared, Task, Result, Done>(
  { threads, file, shared, prepare, signal }: ThreadOptions<Shared, Task, Result>,
  work: (run: (task: Task) => Promise<Result>) => Promise<Done>,
): Promise<Done> {
  if (threads === 1) return inTurn(prepare(shared), signal, work)
  const pool = new Piscina<Task, Result>({
    filename: new URL('./threadTask.ts', import.meta.url).href,
    stricterFIFO: true,
    minThreads: threads,
    maxThreads: threads,
    workerData: { file: file.href, shared },
  })
  try {
    return await work(async (task) => {
      signal?.throwIfAborted()
      try {
        return await pool.run(task, signal === undefined ? {} : { signal })
      } catch (error) {
        throw signal?.aborted === true ? signal.reason : error
      }
    })
  } finally {
    await pool.destroy()
  }
}

async function inTurn<Task, Result, Done>(
  prepared: (task: Task) => Result | Promise<Result>,
  signal: AbortSignal | undefined,
  work: (run: (task: Task) => Promise<Result>) => Promise<Done>,
): Promise<Done> {
  const ended = new AbortController()
  let before: Promise<unknown> = Promise.resolve()
  try {
    return await work((task) => {
      const mine = before.then(async () => {
        // Signals are heard between two tasks.
        await setImmediate()
        signal?.throwIfAborted()
        ended.signal.throwIfAborted()
        return prepared(task)
      })
      before = mine.catch(() => {})
      return mine
    })
  } finally {
    ended.abort()
  }
}

/**
 * Threads that this process may use: one for each of its cores, unless it has no room for as many copies of what it holds
 * now, each with half as much again to work with.
 *
 * @param free - bytes of memory that it may still take
 * @param resident - bytes that it holds
 */
export function usableThreads(
  free = process.availableMemory(),
  resident = process.memoryUsage.rss(),
): number {
  const copies = Math.floor(free / (1.5 * resident))
  return Math.max(1, Math.min(availableParallelism(), copies))
}

/** A copy in memory that threads share. */
export function inSharedMemory(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength))
  copy.set(values)
  return copy
}
