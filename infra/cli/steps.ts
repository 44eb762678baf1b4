import { Listr, PRESET_TIMER } from 'listr2'

export type Report = (line: string) => void

/** How a step waits: it tells for what, and ends at once when the signal is aborted. */
export interface Waiting {
  readonly report: Report
  readonly signal?: AbortSignal
}

export interface Step<Context> {
  readonly title: string
  /** Reports its progress a line at a time; what it returns is put behind the title. */
  run(context: Context, report: Report): Promise<string | undefined>
}

/**
 * Runs steps one after another, each with its progress and the seconds it took: redrawn in place on a terminal, a
 * line at a time elsewhere. The first failure stops the rest and is thrown, for the caller to explain once; once
 * `signal` is aborted no further step is begun.
 */
export async function runSteps<Context extends object>(
  context: Context,
  steps: readonly Step<Context>[],
  signal?: AbortSignal,
): Promise<void> {
  let failure: unknown
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (
      given: Context,
      task: { output: string | undefined; title: string | undefined },
    ): Promise<void> => {
      const report = (line: string) => {
        task.output = line
      }
      const run = async () => {
        signal?.throwIfAborted()
        return step.run(given, report)
      }
      const result = await run().catch((error: unknown) => {
        failure = error
        throw new Error('see below')
      })
      if (result !== undefined) task.title = `${step.title}: ${result}`
    },
  }))
  const common = { ctx: context, registerSignalListeners: false } as const
  const timer = PRESET_TIMER
  const run =
    process.stdout.isTTY === true
      ? new Listr(tasks, {
          ...common,
          renderer: 'default',
          rendererOptions: { timer, removeEmptyLines: true, showErrorMessage: false },
        }).run()
      : new Listr(tasks, { ...common, renderer: 'simple', rendererOptions: { timer } }).run()
  await run.catch((error: unknown) => {
    throw failure ?? error
  })
}
