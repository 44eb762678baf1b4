import { randomParameters } from '../../learn/parameterSearch.ts'
import { usableThreads, withThreads } from '../../learn/threads.ts'
import { explain } from '../errors.ts'
import type { Parameters, TrainedPart } from '../workload/training.ts'
import type { AnyWorkload } from '../workload.ts'
import { completeParameters, describeScores } from './fit.ts'
import type { Steps } from './steps.ts'
import { trialOf } from './trial.ts'

export interface TuneOptions {
  readonly trials: number
  /** Of the draws. */
  readonly seed: number
  /** Parameters that are not searched. */
  readonly fixed: Readonly<Record<string, unknown>>
  /**
   * Trials that run at once, each thread with its copy of the examples; without it as many as are usable. With 1 they run
   * here; the others know the workload by its name in the list.
   */
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of each trial as it ends. If it throws, the search ends with that, and no other trial is told of. */
  onTrial?(trial: Trial): void | Promise<void>
}

export interface Trial extends TrainedPart {
  readonly parameters: Parameters
}

export interface Tuned {
  /** The parameters of the best trial, complete; of several that are equally good the one drawn first. */
  readonly best: Trial
  /** Which is the best, with what score, and which are as good. */
  readonly reason: string
  /** In the order in which they were drawn, whichever ended first. */
  readonly trials: readonly Trial[]
}

/**
 * Random search (Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, 2012): every trial trains with a
 * combination that was not drawn before and is scored on a split of the training examples, which leaves the test examples
 * unseen. The whole space is tried if it has no more combinations than trials. A trial that fails is one without scores.
 * @throws Error if the workload names no space, or no trial has a finite score; ParametersError if the fixed ones are wrong
 */
export async function tune(
  workload: AnyWorkload,
  examples: readonly unknown[],
  at: Steps,
  { trials: count, seed, fixed, threads: wanted = usableThreads(), signal, onTrial }: TuneOptions,
): Promise<Tuned> {
  const { training, gate } = workload
  if (training.tune === undefined) throw new Error(`${workload.name} names no space of parameters to search`)
  const space = Object.fromEntries(
    Object.entries(training.tune.space).filter(([name]) => fixed[name] === undefined),
  )
  const drawn = randomParameters(space, count, seed).map((chosen) =>
    completeParameters(workload, { ...fixed, ...chosen }),
  )
  const data = training.split(training.split(examples).train)
  const threads = Math.min(wanted, drawn.length)
  const ended = new AbortController()
  const until = AbortSignal.any(signal === undefined ? [ended.signal] : [signal, ended.signal])
  const search = {
    ...{ threads, signal: until, file: new URL('./trialThread.ts', import.meta.url) },
    ...{ shared: { workload: workload.name, ...data }, prepare: () => trialOf(workload, data, until) },
  }
  const trials = await at.run(
    'search',
    () =>
      withThreads(search, async (run) => {
        async function tried(parameters: Parameters, index: number): Promise<Trial> {
          const name = `trial ${index + 1} of ${drawn.length}`
          const result = await run(parameters).catch((error: unknown) => {
            until.throwIfAborted()
            return { scores: {}, seconds: {}, error: explain(error) }
          })
          until.throwIfAborted()
          const trial: Trial = { name, parameters, ...result }
          at.say(`${name}: ${trial.error ?? describeScores(trial.scores)} with ${JSON.stringify(parameters)}`)
          try {
            await onTrial?.(trial)
          } catch (error) {
            ended.abort(error)
            throw error
          }
          return trial
        }
        // Where trials run here, each is told of before the next one keeps this process from it.
        return threads === 1 ? Array.fromAsync(drawn, tried) : Promise.all(drawn.map(tried))
      }),
    () => `${drawn.length} trials on ${data.train.length} and ${data.test.length} rows, ${threads} at once`,
  )
  const sign = gate.better === 'lower' ? 1 : -1
  const loss = ({ scores }: TrainedPart) => sign * (scores[gate.metric] ?? Number.NaN)
  const ranked = trials.filter((trial) => Number.isFinite(loss(trial))).toSorted((a, b) => loss(a) - loss(b))
  const [best] = ranked
  if (best !== undefined) {
    const equals = ranked.slice(1).filter((trial) => loss(trial) === loss(best))
    return { best, trials, reason: bestText(gate.metric, best, equals) }
  }
  const failed = trials.find(({ error }) => error !== undefined)
  throw new Error(`no trial has a finite ${gate.metric}${failed === undefined ? '' : `: ${failed.error}`}`)
}

function bestText(metric: string, { name, scores }: Trial, equals: readonly Trial[]): string {
  const found = `${name} has the best ${metric}: ${scores[metric]}`
  if (equals.length === 0) return found
  const others = equals.map((trial) => trial.name).join(', ')
  return `${found}; ${others} ${equals.length === 1 ? 'has' : 'have'} the same, and what was drawn first is taken`
}
