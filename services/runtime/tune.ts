import { randomParameters } from '../learn/parameterSearch.ts'
import { completeParameters, describeScores } from './fit.ts'
import type { Steps } from './steps.ts'
import type { AnyWorkload, Parameters, TrainedPart } from './workload.ts'

export interface TuneOptions {
  readonly trials: number
  /** Of the draws. */
  readonly seed: number
  /** Parameters that are not searched. */
  readonly fixed: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
  /** Told of each trial as it ends. */
  onTrial?(trial: TrainedPart): void | Promise<void>
}

export interface Tuned {
  /** The parameters of the best trial, complete. */
  readonly best: TrainedPart & { readonly parameters: Parameters }
  /** In the order in which they were drawn. */
  readonly trials: readonly TrainedPart[]
}

/**
 * Random search (Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, 2012): every trial trains with a
 * combination that was not drawn before and is scored on a split of the training examples, which leaves the test examples
 * unseen. The whole space is tried if it has no more combinations than trials.
 * @throws Error if the workload names no space, or no trial has a finite score; ParametersError if the fixed ones are wrong
 */
export async function tune(
  workload: AnyWorkload,
  examples: readonly unknown[],
  at: Steps,
  { trials: count, seed, fixed, signal, onTrial }: TuneOptions,
): Promise<Tuned> {
  const { training, gate } = workload
  if (training.tune === undefined) throw new Error(`${workload.name} names no space of parameters to search`)
  const space = Object.fromEntries(
    Object.entries(training.tune.space).filter(([name]) => fixed[name] === undefined),
  )
  const drawn = randomParameters(space, count, seed).map((chosen) =>
    completeParameters(workload, { ...fixed, ...chosen }),
  )
  const { train, test } = training.split(training.split(examples).train)
  const trials: (TrainedPart & { readonly parameters: Parameters })[] = []
  for (const [index, parameters] of drawn.entries()) {
    const name = `trial ${index + 1} of ${drawn.length}`
    const begun = performance.now()
    const trained = await at.run(
      name,
      () => training.train(train, parameters, { ...(signal && { signal }), part: () => {} }),
      () => `on ${train.length} rows with ${JSON.stringify(parameters)}`,
    )
    const fitted = performance.now()
    const scores = await training.evaluate(trained, test)
    const seconds = { train: (fitted - begun) / 1000, validate: (performance.now() - fitted) / 1000 }
    at.say(`${describeScores(scores)} on ${test.length} rows`)
    const trial = { name, parameters, scores, seconds }
    trials.push(trial)
    await onTrial?.(trial)
  }
  const sign = gate.better === 'lower' ? 1 : -1
  const loss = ({ scores }: TrainedPart) => sign * scores[gate.metric]!
  const ranked = trials.filter((trial) => Number.isFinite(loss(trial))).toSorted((a, b) => loss(a) - loss(b))
  if (ranked[0] === undefined) throw new Error(`no trial has a finite ${gate.metric}`)
  return { best: ranked[0], trials }
}
