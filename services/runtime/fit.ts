import { checkInput } from './checkInput.ts'
import { type Steps, steps } from './steps.ts'
import type { AnyWorkload, Cleaned, Parameters, Scores } from './workload.ts'

/** A trained model as it will be served: decoded from its own file. */
export interface Fitted {
  readonly bytes: Uint8Array
  readonly scores: Scores
  // biome-ignore lint/suspicious/noExplicitAny: an example is whatever the workload makes of it
  readonly test: readonly any[]
  readonly trainRows: number
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

/** Splits, trains, encodes, and evaluates what the encoded file decodes to. */
export async function fit(
  workload: AnyWorkload,
  examples: readonly unknown[],
  parameters: Parameters,
  at: Steps,
): Promise<Fitted> {
  const { train, test } = workload.training.split(examples)
  const model = await at.run(
    'train',
    () => workload.training.train(train, parameters),
    () => `on ${train.length} rows with ${JSON.stringify(parameters)}`,
  )
  const bytes = workload.encode(model)
  const scores = await at.run(
    'evaluate',
    () => workload.training.evaluate(workload.decode(bytes), test),
    (scores) => `on ${test.length} test rows: ${describeScores(scores)}`,
  )
  return { bytes, scores, test, trainRows: train.length }
}

export interface LocalTraining {
  readonly scores: Scores
  readonly parameters: Parameters
  readonly rules: Readonly<Record<string, number>>
  readonly rows: { readonly read: number; readonly train: number; readonly test: number }
  readonly seconds: Readonly<Record<string, number>>
  /** The encoded model. */
  readonly model: Uint8Array
}

/** The same training without a cluster: nothing is stored, compared or registered. */
export async function trainLocally(
  workload: AnyWorkload,
  bytes: Uint8Array,
  given: Readonly<Record<string, unknown>> = {},
  progress: (line: string) => void = () => {},
  signal?: AbortSignal,
): Promise<LocalTraining> {
  const parameters = completeParameters(workload, given)
  const at = steps(progress, signal)
  const cleaned = await cleanStep(workload, bytes, at)
  const { scores, test, trainRows, bytes: model } = await fit(workload, cleaned.examples, parameters, at)
  const rows = { read: cleaned.rowsRead, train: trainRows, test: test.length }
  return { scores, parameters, rules: cleaned.rules, rows, seconds: at.seconds, model }
}
