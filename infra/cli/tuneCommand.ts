import { cleanStep } from '../../services/runtime/training/fit.ts'
import { steps as localSteps } from '../../services/runtime/training/steps.ts'
import type { TrainingResult } from '../../services/runtime/training/trainingResult.ts'
import { tune } from '../../services/runtime/training/tune.ts'
import type { Parameters } from '../../services/runtime/workload/training.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import { fromData } from './fromData.ts'
import { dataFrom, generatedData, type RawData } from './givenData.ts'
import { openSession } from './session.ts'
import { runSteps, type Step } from './steps.ts'
import { checkedParameters } from './trainCommand.ts'
import { ensureData, type Search, train } from './trainWorkload.ts'

export interface TuneCommandOptions extends Search {
  readonly stack: string
  readonly data?: string
  /** Those that are not searched. */
  readonly parameters: unknown
  /** That work at once; without it as many as are usable. */
  readonly threads?: number
  readonly local?: boolean
  readonly signal: AbortSignal
}

/** Searches a workload's parameters on the cluster or here, registers nothing, and prints the best that were found. */
export async function tuneCommand(workload: AnyWorkload, options: TuneCommandOptions): Promise<void> {
  const given = options.data === undefined ? undefined : await dataFrom(workload, options.data)
  const fixed = checkedParameters(workload, options.parameters)
  const found =
    options.local === true
      ? await tuneHere(workload, given ?? generatedData(workload), fixed, options)
      : await tuneThere(workload, given, fixed, options)
  console.log(JSON.stringify({ workload: workload.name, ...found }, null, 2))
}

async function tuneHere(
  workload: AnyWorkload,
  data: RawData,
  fixed: Parameters,
  { trials: count, seed, threads, signal }: TuneCommandOptions,
): Promise<object> {
  const at = localSteps((line) => process.stderr.write(`${line}\n`), signal)
  return fromData(data.origin, async () => {
    const { examples } = await cleanStep(workload, data.bytes, at)
    const { best, reason, trials } = await tune(workload, examples, at, {
      trials: count,
      seed,
      fixed,
      threads,
      signal,
    })
    return { data: data.origin, parameters: best.parameters, scores: best.scores, reason, trials }
  })
}

async function tuneThere(
  workload: AnyWorkload,
  given: RawData | undefined,
  fixed: Parameters,
  { stack, trials, seed, threads, signal }: TuneCommandOptions,
): Promise<object> {
  const session = await openSession(stack)
  let result: TrainingResult | undefined
  const steps: Step<object>[] = [
    {
      title: `Data of ${workload.name}`,
      async run(_context, report) {
        const { origin, uploaded } = await ensureData(session, workload, given, { report, signal })
        return `${origin}${uploaded ? '' : ', unchanged'}`
      },
    },
    {
      title: `${trials} trials of ${workload.name}`,
      async run(_context, report) {
        const parameters = Object.keys(fixed).length === 0 ? {} : { parameters: fixed }
        result = await train(session, workload.name, {
          ...parameters,
          search: { trials, seed },
          threads,
          report,
          signal,
        })
        return result.reason
      },
    },
  ]
  await runSteps({}, steps, signal)
  const { data, parameters, scores, reason, runId } = result!
  return { data: data?.origin, parameters, scores, reason, runId }
}
