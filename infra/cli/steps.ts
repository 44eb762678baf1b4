import { Listr, type ListrTask, PRESET_TIMER } from 'listr2'

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

/** Steps that depend on each other, and on those of no other group. */
export interface Group<Context> {
  readonly title: string
  readonly steps: readonly Step<Context>[]
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
  await show(context, false, (fail) => steps.map((step) => taskOf(step, fail, signal)))
}

/**
 * Runs groups side by side, and the steps of each as `runSteps` does. Nothing goes on once it has ended.
 * @param groupsUntil makes them; its signal is aborted with `signal`, and for all once a step of one has failed
 */
export async function runGroups<Context extends object>(
  context: Context,
  groupsUntil: (signal: AbortSignal) => readonly Group<Context>[],
  signal: AbortSignal,
): Promise<void> {
  const stopped = new AbortController()
  const either = AbortSignal.any([signal, stopped.signal])
  const running: Promise<unknown>[] = []
  const known = (step: Step<Context>): Step<Context> => ({
    ...step,
    run(given, report) {
      const run = step.run(given, report)
      running.push(run)
      return run
    },
  })
  const tasksOf = ({ steps }: Group<Context>, fail: (error: unknown) => void) =>
    steps.map((step) => taskOf(known(step), fail, either))
  const shown = show(context, true, (fail) => {
    const failAll = (error: unknown) => {
      fail(error)
      stopped.abort(error)
    }
    return groupsUntil(either).map((group) => ({
      title: group.title,
      task: (_, task) => task.newListr(tasksOf(group, failAll), { concurrent: false }),
    }))
  })
  await shown.finally(() => Promise.allSettled(running))
}

function taskOf<Context extends object>(
  step: Step<Context>,
  fail: (error: unknown) => void,
  signal?: AbortSignal,
): ListrTask<Context> {
  return {
    title: step.title,
    task: async (context, task) => {
      const report = (line: string) => {
        task.output = line
      }
      const run = async () => {
        signal?.throwIfAborted()
        return step.run(context, report)
      }
      const result = await run().catch((error: unknown) => {
        fail(error)
        throw new Error('see below')
      })
      if (result !== undefined) task.title = `${step.title}: ${result}`
    },
  }
}

/** @throws what a step failed with first */
async function show<Context extends object>(
  context: Context,
  concurrent: boolean,
  tasksFor: (fail: (error: unknown) => void) => ListrTask<Context>[],
): Promise<void> {
  const failures: unknown[] = []
  const tasks = tasksFor((error) => failures.push(error))
  const common = { ctx: context, concurrent, registerSignalListeners: false } as const
  const timer = PRESET_TIMER
  const run =
    process.stdout.isTTY === true
      ? new Listr(tasks, {
          ...common,
          renderer: 'default',
          rendererOptions: {
            timer,
            removeEmptyLines: true,
            showErrorMessage: false,
            collapseSubtasks: false,
          },
        }).run()
      : new Listr(tasks, { ...common, renderer: 'simple', rendererOptions: { timer } }).run()
  await run.catch((error: unknown) => {
    throw failures[0] ?? error
  })
}
