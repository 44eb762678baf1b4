import { Listr, PRESET_TIMER } from 'listr2'

export type Report = (line: string) => void

export interface Step<Context> {
  readonly title: string
  /** Reports its progress a line at a time; what it returns is put behind the title. */
  run(context: Context, report: Report): Promise<string | undefined>
}

/**
 * Runs steps one after another, each with its progress and the seconds it took: redrawn in place on a terminal, a
 * line at a time elsewhere. The first failure stops the rest and is thrown.
 */
export async function runSteps<Context extends object>(
  context: Context,
  steps: readonly Step<Context>[],
): Promise<void> {
  const interactive = process.stdout.isTTY === true
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (
      given: Context,
      task: { output: string | undefined; title: string | undefined },
    ): Promise<void> => {
      const result = await step.run(given, (line) => {
        task.output = line
      })
      if (result !== undefined) task.title = `${step.title}: ${result}`
    },
  }))
  if (interactive) {
    await new Listr(tasks, {
      renderer: 'default',
      rendererOptions: { timer: PRESET_TIMER, removeEmptyLines: true },
      ctx: context,
      registerSignalListeners: false,
    }).run()
  } else {
    await new Listr(tasks, {
      renderer: 'simple',
      rendererOptions: { timer: PRESET_TIMER },
      ctx: context,
      registerSignalListeners: false,
    }).run()
  }
}
