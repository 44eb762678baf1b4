import { Piscina } from 'piscina'
import fitTask, { type FitResult, type FitTask } from './fitTask.ts'

/** Runs a task, in a thread if there are several. */
export type RunTask = (task: FitTask) => Promise<FitResult>

/**
 * Gives `work` something that runs tasks, as many at once as there are threads. One thread is this one; numbers that
 * several threads read are shared, not copied.
 */
export async function withThreads<T>(
  threads: number,
  signal: AbortSignal | undefined,
  work: (run: RunTask) => Promise<T>,
): Promise<T> {
  if (threads === 1) {
    return work(async (task) => {
      signal?.throwIfAborted()
      return fitTask(task)
    })
  }
  const pool = new Piscina<FitTask, FitResult>({
    filename: new URL('./fitTask.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  })
  try {
    return await work((task) => pool.run(task, signal === undefined ? {} : { signal }))
  } finally {
    await pool.destroy()
  }
}

/** A copy in memory that threads share. */
export function shared(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength))
  copy.set(values)
  return copy
}
