import { usableThreads } from '../../learn/threads.ts'
import { checkInput } from '../protocol/checkInput.ts'
import type { Report } from '../report/report.ts'
import type { Cleaned } from '../workload/data.ts'
import type { Parameters, Scores, TrainedPart, TrainingContext } from '../workload/training.ts'
import type { AnyWorkload } from '../workload.ts'
import { type Steps, steps } from './steps.ts'

/** A trained model as it will be served: decoded from its own file. */
export interface Fitted {
  readonly bytes: Uint8Array
  readonly scores: Scores
  // biome-ignore lint/suspicious/noExplicitAny: an example is whatever the workload makes of it
  readonly test: readonly any[]
  readonly trainRows: number
  /** In the order in which the training told of them. */
  readonly parts: readonly TrainedPart[]
  /** If it was asked for, and the workload has one. */
  readonly report: Report | undefined
}

/** The parameters with their defaults. @throws Error that names every parameter that is wrong */
export function completeParameters(workload: AnyWorkload, given: unknown): Parameters {
  const schema = workload.training.parameters
  const { value, faults } = checkInput(schema, given, 'the whole', schema.safeParse({}).data)
  if (faults === undefined) return value
  throw new ParametersError(`parameters of ${workload.name}:\n  ${faults.join('\n  ')}`)
}

export class ParametersError extends Error {
  override readonly name = 'ParametersError'
}

export const describeScores = (scores: Scores): string =>
  Object.entries(scores)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ')

const describeRules = ({ rules }: Cleaned<unknown>): string => {
  const applied = Object.entries(rules).filter(([, count]) => count > 0)
  return applied.length === 0
    ? 'no rule applied'
    : applied.map(([rule, count]) => `${rule} ${count}`).join(', ')
}

export const cleanStep = (workload: AnyWorkload, bytes: Uint8Array, at: Steps) =>
  at.run(
    'clean',
    () => workload.clean(bytes),
    (cleaned) => `${cleaned.examples.length} of ${cleaned.rowsRead} rows; ${describeRules(cleaned)}`,
  )

export interface FitOptions {
  readonly signal?: AbortSignal | undefined
  /** That the training may use; without it as many as are usable. */
  readonly threads?: number | undefined
  /** Makes the workload's report too. */
  readonly report?: boolean | undefined
}

/** Splits, trains, encodes, evaluates what the encoded file decodes to, and reports on that if it is wanted. */
export async function fit(
  workload: AnyWorkload,
  examples: readonly unknown[],
  parameters: Parameters,
  at: Steps,
  { signal, threads = usableThreads(), report = false }: FitOptions = {},
): Promise<Fitted> {
  const { training } = workload
  const data = training.split(examples)
  const { train, test } = data
  const parts: TrainedPart[] = []
  const context: TrainingContext = {
    ...(signal && { signal }),
    threads,
    part(part) {
      parts.push(part)
      at.say(`${part.name}: ${describeScores(part.scores)}`)
    },
  }
  const trained = await at.run(
    'train',
    () => training.train(train, parameters, context),
    () => `on ${train.length} rows with ${JSON.stringify(parameters)}`,
  )
  const bytes = workload.encode(trained)
  const model = workload.decode(bytes)
  const scores = await at.run(
    'evaluate',
    () => training.evaluate(model, test),
    (scores) => `on ${test.length} test rows: ${describeScores(scores)}`,
  )
  const reported =
    report && training.report !== undefined
      ? await at.run(
          'report',
          () => training.report!(model, data),
          ({ sections }) => `${sections.length} sections of its own`,
        )
      : undefined
  return { bytes, scores, test, trainRows: train.length, parts, report: reported }
}

export interface LocalTraining {
  readonly scores: Scores
  readonly parameters: Parameters
  readonly rules: Readonly<Record<string, number>>
  readonly rows: { readonly read: number; readonly train: number; readonly test: number }
  readonly seconds: Readonly<Record<string, number>>
  readonly parts: readonly TrainedPart[]
  /** If it was asked for, and the workload has one. */
  readonly report: Report | undefined
  /** The encoded model. */
  readonly model: Uint8Array
}

export interface LocalOptions extends FitOptions {
  readonly progress?: (line: string) => void
}

/** The same training without a cluster: nothing is stored, compared or registered. */
export async function trainLocally(
  workload: AnyWorkload,
  bytes: Uint8Array,
  given: Readonly<Record<string, unknown>> = {},
  { progress = () => {}, ...options }: LocalOptions = {},
): Promise<LocalTraining> {
  const parameters = completeParameters(workload, given)
  const at = steps(progress, options.signal)
  const cleaned = await cleanStep(workload, bytes, at)
  const fitted = await fit(workload, cleaned.examples, parameters, at, options)
  const rows = { read: cleaned.rowsRead, train: fitted.trainRows, test: fitted.test.length }
  const { scores, parts, bytes: model } = fitted
  return {
    scores,
    parameters,
    rules: cleaned.rules,
    rows,
    seconds: at.seconds,
    parts,
    report: fitted.report,
    model,
  }
}
