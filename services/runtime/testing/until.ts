import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition, and gives up where a test would hang. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${condition}`)
    await sleep(2)
  }
}
