import type { Parameters, Scores } from '../workload/training.ts'
import type { AnyWorkload } from '../workload.ts'

/** The examples of a search, which every trial uses. */
export interface TrialData {
  readonly train: readonly unknown[]
  readonly test: readonly unknown[]
}

export interface TrialResult {
  readonly scores: Scores
  readonly seconds: { readonly train: number; readonly validate: number }
}

/** What trains with a combination of parameters and scores the model, in one thread. */
export const trialOf =
  ({ training }: AnyWorkload, { train, test }: TrialData, signal?: AbortSignal) =>
  async (parameters: Parameters): Promise<TrialResult> => {
    const begun = performance.now()
    const model = await training.train(train, parameters, {
      ...(signal && { signal }),
      threads: 1,
      part() {},
    })
    const fitted = performance.now()
    const scores = await training.evaluate(model, test)
    const validate = (performance.now() - fitted) / 1000
    return { scores, seconds: { train: (fitted - begun) / 1000, validate } }
  }
