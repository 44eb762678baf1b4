/**
 * A queue whose work begins at the end of a turn of the event loop. Work that takes longer than a slice in all is
 * spread over turns, so that what arrives meanwhile is seen between them.
 */
export function timeSlices(sliceMs: number): (work: () => void) => void {
  let queue: (() => void)[] = []

  const flush = () => {
    const end = performance.now() + sliceMs
    let next = 0
    do queue[next++]()
    while (next < queue.length && performance.now() < end)
    queue = next === queue.length ? [] : queue.slice(next)
    if (queue.length > 0) setImmediate(flush)
  }

  return (work) => {
    if (queue.push(work) === 1) setImmediate(flush)
  }
}
