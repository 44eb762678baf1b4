export interface MicroBatchOptions<Input, Output> {
  /** Most rows of one batch; an input with more is a batch of its own. */
  readonly rows: number
  /** Longest that an input waits for others. */
  readonly waitMs: number
  /** Requests in flight: nobody waits once all of them are in the batch. */
  readonly inFlight: () => number
  readonly rowsOf: (input: Input) => number
  /** One output for each input; if it throws for several, it is asked again for each alone. */
  readonly run: (inputs: readonly Input[]) => readonly Output[]
}

export type Done<Output> = (error: unknown, output?: Output) => void

/** Gathers inputs that are asked for at nearly the same time, so that they are worked on together. */
export function microBatch<Input, Output>(
  options: MicroBatchOptions<Input, Output>,
): (input: Input, done: Done<Output>) => void {
  const { rows, waitMs, inFlight, rowsOf, run } = options
  let waiting: { readonly input: Input; readonly done: Done<Output> }[] = []
  let gathered = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    gathered = 0
    let outputs: readonly Output[]
    try {
      outputs = run(batch.map(({ input }) => input))
    } catch (error) {
      if (batch.length === 1) batch[0].done(error)
      else for (const { input, done } of batch) alone(input, done)
      return
    }
    for (const [index, { done }] of batch.entries()) done(undefined, outputs[index])
  }

  function alone(input: Input, done: Done<Output>): void {
    let output: Output
    try {
      output = run([input])[0]
    } catch (error) {
      done(error)
      return
    }
    done(undefined, output)
  }

  return (input, done) => {
    const more = rowsOf(input)
    if (gathered > 0 && gathered + more > rows) flush()
    waiting.push({ input, done })
    gathered += more
    if (gathered >= rows || waiting.length >= inFlight()) flush()
    else timer ??= setTimeout(flush, waitMs)
  }
}
