import { setTimeout as sleep } from 'node:timers/promises'
import { untilAborted } from '../../services/runtime/retry.ts'
import { Failure } from './failure.ts'
import type { Waiting } from './steps.ts'

/** The versions of those replicas that are ready and answer. */
export interface Replicas {
  readonly versions: readonly unknown[]
  readonly wanted: number
}

export interface ReplicasOptions extends Waiting {
  /** Of their system or workload. */
  readonly name: string
  /** What they do with a version: `serve version 3`. */
  readonly words: string
  /** Ends the wait for another reason, said in words. */
  readonly superseded?: () => Promise<string | undefined>
  readonly timeoutSeconds?: number
}

/**
 * Waits until every wanted replica has `version`. A look that fails, as while a pod comes and goes, is made again.
 * @throws Failure after `timeoutSeconds`, or what a look is refused with
 * @returns in words what came of it
 */
export async function waitForReplicas(
  version: string,
  look: () => Promise<Replicas>,
  { name, words, superseded, timeoutSeconds = 180, report, signal }: ReplicasOptions,
): Promise<string> {
  const deadline = Date.now() + timeoutSeconds * 1000
  for (;;) {
    let problem = ''
    const seen = await untilAborted(
      look().catch((error: Error) => {
        if (error instanceof Failure) throw error
        problem = ` (${error.message.split('\n')[0]})`
        return undefined
      }),
      signal,
    )
    const done = seen?.versions.filter((has) => has === version).length ?? 0
    if (seen !== undefined && done === seen.wanted && seen.versions.length === done)
      return `${done} replicas ${words}`
    const instead = await superseded?.()
    if (instead !== undefined) return instead
    const state = `${done} of ${seen?.wanted ?? 'the'} replicas ${words}${problem}`
    if (Date.now() > deadline)
      throw new Failure(`after ${timeoutSeconds} s only ${state}; \`npm run logs -- ${name}\` says why`)
    report(state)
    await sleep(500, undefined, signal && { signal })
  }
}
