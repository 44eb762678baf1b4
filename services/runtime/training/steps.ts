import { setImmediate } from 'node:timers/promises'

/** Runs named steps one after another, says each in one line, and keeps its seconds. */
export interface Steps {
  /** In the order of the steps. */
  readonly seconds: Readonly<Record<string, number>>
  /** The step that runs or was to run, or ran last. */
  readonly current: string
  /** @throws the signal's reason instead of starting the step, once the signal is aborted */
  run<T>(name: string, work: () => T | Promise<T>, say: (result: T) => string): Promise<T>
  /** Says something of the step that runs. */
  say(line: string): void
}

export function steps(progress: (line: string) => void, signal?: AbortSignal): Steps {
  const seconds: Record<string, number> = {}
  const started = performance.now()
  let current = ''
  const tell = (name: string, line: string) =>
    progress(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${name.padEnd(9)} ${line}`)
  return {
    seconds,
    get current() {
      return current
    },
    async run(name, work, say) {
      await setImmediate()
      current = name
      signal?.throwIfAborted()
      const begun = performance.now()
      const result = await work()
      seconds[name] = Number(((performance.now() - begun) / 1000).toFixed(3))
      tell(name, say(result))
      return result
    },
    say: (line) => tell('', line),
  }
}
