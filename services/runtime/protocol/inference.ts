import { badRequest } from '../http/requestError.ts'
import type { Tensor, TensorSpec } from '../workload/tensor.ts'
import { decodeTensor, encodeTensor, type JsonTensor } from './jsonTensor.ts'

export interface InferenceRequest {
  readonly id: string | undefined
  /** In the order of the model's inputs. */
  readonly inputs: readonly Tensor[]
  /** Names asked for, in that order; undefined is all. */
  readonly outputs: readonly string[] | undefined
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const names = (specs: readonly TensorSpec[]) => specs.map(({ name }) => `"${name}"`).join(', ')

function checkParameters(where: string, parameters: unknown) {
  if (parameters !== undefined && !isObject(parameters)) {
    throw badRequest(`${where} should be an object of parameters`)
  }
}

function findSpec(what: string, value: unknown, specs: readonly TensorSpec[]): TensorSpec {
  if (!isObject(value)) throw badRequest(`${what}s should be an array of objects`)
  checkParameters(`${what} parameters`, value.parameters)
  const spec = specs.find(({ name }) => name === value.name)
  if (spec === undefined) {
    const found = typeof value.name === 'string' ? `"${value.name.slice(0, 64)}"` : 'without a name'
    throw badRequest(`the model has no ${what} ${found}, only ${names(specs)}`)
  }
  return spec
}

function decodeInputs(values: unknown, specs: readonly TensorSpec[], maximumRows: number): readonly Tensor[] {
  if (!Array.isArray(values) || values.length === 0) {
    throw badRequest(`inputs should be an array of tensors: ${names(specs)}`)
  }
  if (specs.length === 1 && values.length === 1) {
    return [decodeTensor(values[0] as JsonTensor, findSpec('input', values[0], specs), maximumRows)]
  }
  const found = new Map<string, Tensor>()
  for (const value of values) {
    const spec = findSpec('input', value, specs)
    if (found.has(spec.name)) throw badRequest(`input "${spec.name}" is given twice`)
    found.set(spec.name, decodeTensor(value as JsonTensor, spec, maximumRows))
  }
  const missing = specs.filter(({ name }) => !found.has(name))
  if (missing.length > 0) throw badRequest(`inputs lacks ${names(missing)}`)
  const inputs = specs.map(({ name }) => found.get(name)!)
  const batch = inputs[0].shape[0]
  const other = inputs.find(({ shape }, i) => specs[i].shape[0] === -1 && shape[0] !== batch)
  if (other !== undefined) {
    throw badRequest(`inputs differ in their first dimension: ${batch} and ${other.shape[0]}`)
  }
  return inputs
}

function decodeOutputs(values: unknown, specs: readonly TensorSpec[]): readonly string[] | undefined {
  if (values === undefined) return undefined
  if (!Array.isArray(values)) throw badRequest(`outputs should be an array of objects: ${names(specs)}`)
  if (values.length === 0) return undefined
  const asked = values.map((value) => findSpec('output', value, specs).name)
  if (new Set(asked).size < asked.length) throw badRequest('outputs names an output twice')
  return asked
}

/**
 * The body of an Open Inference Protocol v2 `infer` request, checked against the model's metadata.
 *
 * @throws RequestError 400, or 413 for more rows than one request may have
 */
export function decodeInference(
  body: unknown,
  inputs: readonly TensorSpec[],
  outputs: readonly TensorSpec[],
  maximumRows: number,
): InferenceRequest {
  if (!isObject(body)) throw badRequest('the body should be a JSON object with "inputs"')
  const { id, parameters } = body
  if (id !== undefined && typeof id !== 'string') throw badRequest('id should be a string')
  checkParameters('parameters', parameters)
  return {
    id,
    inputs: decodeInputs(body.inputs, inputs, maximumRows),
    outputs: decodeOutputs(body.outputs, outputs),
  }
}

/**
 * The body of an `infer` response.
 *
 * @param head - from {@link responseHead}.
 */
export function encodeInference(
  head: string,
  { id, outputs: asked }: InferenceRequest,
  outputs: readonly Tensor[],
): string {
  const chosen = asked === undefined ? outputs : asked.map((name) => outputs.find((o) => o.name === name)!)
  const tensors = chosen.length === 1 ? encodeTensor(chosen[0]) : chosen.map(encodeTensor).join()
  return `${head}${id === undefined ? '' : `"id":${JSON.stringify(id)},`}"outputs":[${tensors}]}`
}

/** What every response of one model version begins with. */
export const responseHead = (name: string, version: string) =>
  `{"model_name":${JSON.stringify(name)},"model_version":${JSON.stringify(version)},`
