/** A line, and the time at which it was written, as text that sorts by time. */
export interface TimedLine {
  readonly time: string
  readonly text: string
}

/** Lines of several sources, each in order of time, as one in order of time; at the same time, in order of the sources. */
export async function* mergedByTime<Line extends TimedLine>(
  sources: readonly AsyncIterable<Line>[],
): AsyncGenerator<Line> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]())
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()))
  for (;;) {
    let first = -1
    heads.forEach(({ done, value }, i) => {
      if (!done && (first < 0 || value.time < heads[first]!.value.time)) first = i
    })
    if (first < 0) return
    yield heads[first]!.value
    heads[first] = await iterators[first]!.next()
  }
}
