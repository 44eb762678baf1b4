import type { Serving } from './serving.ts'

/** On the first SIGTERM or SIGINT drains and exits: 0 if every request was finished. A second one exits at once. */
export function drainOnSignals({ drain }: Pick<Serving, 'drain'>): void {
  let draining = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, async () => {
      if (draining) process.exit(1)
      draining = true
      process.exit((await drain()) ? 0 : 1)
    })
  }
}
