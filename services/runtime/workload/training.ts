import type { ZodType } from 'zod'
import type { Report } from '../report/report.ts'
import type { Resources } from './resources.ts'

/** Metric name to value, on the unit of the target: `{mae, rmse, r2}`. */
export type Scores = Readonly<Record<string, number>>

export type Parameter = number | string | boolean
export type Parameters = Readonly<Record<string, Parameter>>

/** The requirements a candidate must meet before it may replace the registered model. */
export interface Gate {
  readonly metric: string
  readonly better: 'lower' | 'higher'
  /** Least improvement over the registered model on the same test examples, in the metric's unit. */
  readonly minimumGain: number
  /** Bounds that a candidate must keep even when nothing is registered yet. */
  readonly bounds?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>
}

/** One model of several that a training fits, or one fold: a child run in MLflow, and a line of `train --local`. */
export interface TrainedPart {
  readonly name: string
  readonly parameters?: Parameters
  readonly scores: Scores
  /** What took how long: `{train, validate}`. */
  readonly seconds: Readonly<Record<string, number>>
  /** Why it failed, if it did. */
  readonly error?: string
}

/** What a training may tell while it runs. */
export interface TrainingContext {
  readonly signal?: AbortSignal
  /** That it may use, at most; without it one. They make a training quicker, and no other. */
  readonly threads?: number
  part(part: TrainedPart): void
}

/** Values that a search draws from, each parameter alone. */
export type SearchSpace = Readonly<Record<string, readonly Parameter[]>>

export interface Training<Example, Model> {
  /** Validated parameters with their defaults. */
  readonly parameters: ZodType<Parameters>
  readonly resources: Resources
  readonly timeoutSeconds: number
  /** Cron expression; without it training runs only when asked for. */
  readonly schedule?: string
  /**
   * Holds back test examples that training does not see: the later ones where the data has time, else a share of each
   * class by a fixed seed. Same examples, same split.
   * @throws DataError if there are too few of either
   */
  split(examples: readonly Example[]): { train: readonly Example[]; test: readonly Example[] }
  train(
    examples: readonly Example[],
    parameters: Parameters,
    context?: TrainingContext,
  ): Model | Promise<Model>
  evaluate(model: Model, examples: readonly Example[]): Scores | Promise<Scores>
  /**
   * What `tune` searches. A trial trains and is scored on a split of the training examples alone, so that the test
   * examples stay unseen.
   */
  readonly tune?: { readonly space: SearchSpace }
  /** What the data, the model and its errors look like. */
  report?(
    model: Model,
    data: { readonly train: readonly Example[]; readonly test: readonly Example[] },
  ): Report | Promise<Report>
}
