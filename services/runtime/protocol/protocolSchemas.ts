import type { Tensor, TensorSpec } from '../workload/tensor.ts'
import type { AnyWorkload } from '../workload.ts'

const text = { type: 'string' }
const flag = { type: 'boolean' }
const shape = { type: 'array', items: { type: 'integer' } }
const parameters = { type: 'object', additionalProperties: true }
const object = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})
const list = (items: object) => ({ type: 'array', items })
const tensor = { name: text, datatype: text, shape }
const data = { type: 'array', items: {}, description: 'Flat in row-major order, or nested as the shape says' }

export const errorBody = object({ error: text })

/** A route as OpenAPI describes it: what it answers, and its errors. */
export const described = (protocol: string, summary: string, answer: object) => ({
  tags: [protocol],
  summary,
  response: { 200: answer, '4xx': errorBody, '5xx': errorBody },
})

export const modelsBody = object({ models: list(text) })
export const predictionsBody = object({ predictions: list({}) })
export const explanationsBody = object({ predictions: list({}), explanations: list({}) })
export const liveBody = object({ live: flag })
export const readyBody = object({ ready: flag })
export const modelReadyBody = object({ name: text, ready: flag })
export const serverBody = object({ name: text, version: text, extensions: list(text) })
export const modelBody = object({
  name: text,
  versions: list(text),
  platform: text,
  inputs: list(object(tensor)),
  outputs: list(object(tensor)),
})
export const inferResponse = object(
  { model_name: text, model_version: text, id: text, outputs: list(object({ ...tensor, data })) },
  ['model_name', 'outputs'],
)

const oneRow = ({ name, datatype, shape: dimensions }: TensorSpec): Tensor => {
  const sizes = dimensions.map((size) => (size === -1 ? 1 : size))
  const zeros = new Array(sizes.reduce((a, b) => a * b, 1)).fill(datatype === 'BYTES' ? '' : 0)
  return { name, datatype, shape: sizes, data: datatype === 'BOOL' ? zeros.map(() => false) : zeros } as never
}

/** With an example of one row of zeros. */
export const inferBody = ({ serving }: AnyWorkload) => ({
  ...object(
    {
      id: text,
      parameters,
      inputs: list(object({ ...tensor, parameters, data }, ['name', 'datatype', 'shape', 'data'])),
      outputs: list(object({ name: text, parameters }, ['name'])),
    },
    ['inputs'],
  ),
  examples: [{ id: '1', inputs: serving.inputs.map(oneRow) }],
})

/** Rows of the one input, or of objects of them all, with an example of one row of zeros. */
export const instancesBody = ({ serving }: AnyWorkload) => {
  const row = ({ name, datatype, shape: dimensions }: TensorSpec) => {
    const zero = { BYTES: '', BOOL: false }[datatype as string] ?? 0
    const nested = (sizes: readonly number[]): unknown =>
      sizes.length === 0 ? zero : new Array(Math.abs(sizes[0])).fill(nested(sizes.slice(1)))
    return [name, nested(dimensions.slice(1))] as const
  }
  const rows = serving.inputs.map(row)
  return {
    ...object({ instances: list({}) }),
    examples: [{ instances: [rows.length === 1 ? rows[0][1] : Object.fromEntries(rows)] }],
  }
}
