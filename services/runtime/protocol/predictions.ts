import { badRequest, tooManyRows } from '../http/requestError.ts'
import type { AnyRoute } from '../workload/serving.ts'
import type { Tensor } from '../workload/tensor.ts'
import type { AnyWorkload } from '../workload.ts'
import { checkInput } from './checkInput.ts'
import {
  decodeInference,
  encodeInference,
  type InferenceRequest,
  isObject,
  responseHead,
} from './inference.ts'
import { decodeInstances, encodePredictions } from './instances.ts'
import type { Asked, Prediction, Predictor } from './predictor.ts'
import { decodeRawTensor, isRaw } from './rawTensor.ts'
import { parseStrictJson } from './strictJson.ts'
import { joinRows, splitRows } from './tensorRows.ts'

/** One limit for both ways to ask: on the typed route, a row is an element of a list. */
function checkRows(body: unknown, maximumRows: number): void {
  const lists = { 'the request': body, ...(isObject(body) ? body : {}) }
  for (const [name, list] of Object.entries(lists)) {
    if (Array.isArray(list) && list.length > maximumRows) throw tooManyRows(name, list.length, maximumRows)
  }
}

/** The outputs for the inputs of each request, whose rows the model gets in one piece if they fit together. */
function inferTogether(
  { infer }: AnyWorkload['serving'],
  model: unknown,
  requests: readonly (readonly Tensor[])[],
): readonly (readonly Tensor[])[] {
  const joined = requests.length > 1 ? joinRows(requests) : undefined
  const together =
    joined &&
    splitRows(
      infer(model, joined),
      requests.map(([{ shape }]) => shape[0]),
    )
  return together ?? requests.map((inputs) => infer(model, inputs))
}

/** Each input's rows are its first dimension, which may then be joined with that of others. */
const rowsOfInputs = ({ inputs }: AnyWorkload['serving']) =>
  inputs.every(({ shape }) => shape[0] === -1)
    ? { rowsOf: ([{ shape }]: readonly Tensor[]) => shape[0] }
    : undefined

/** `infer` requests of the Open Inference Protocol. */
export function inferencePredictor(workload: AnyWorkload, maximumRows: number): Predictor<InferenceRequest> {
  const { serving } = workload
  const rows = rowsOfInputs(serving)
  let head = { version: '', text: '' }
  return {
    takesRaw: false,
    read: ({ body }) => decodeInference(parseStrictJson(body), serving.inputs, serving.outputs, maximumRows),
    predict({ version, model }, requests) {
      if (head.version !== version) head = { version, text: responseHead(workload.name, version) }
      const inputs = requests.map((request) => request.inputs)
      return inferTogether(serving, model, inputs).map((outputs, i) => ({
        text: encodeInference(head.text, requests[i], outputs),
        numbers: serving.predictions(outputs),
      }))
    },
    ...(rows && { rowsOf: ({ inputs }) => rows.rowsOf(inputs) }),
  }
}

/** `:predict` requests of KServe's V1 protocol. */
export function instancesPredictor(
  { serving }: AnyWorkload,
  maximumRows: number,
): Predictor<readonly Tensor[]> {
  return {
    takesRaw: false,
    read: ({ body }) => decodeInstances(parseStrictJson(body), serving.inputs, maximumRows),
    predict: ({ model }, requests) =>
      inferTogether(serving, model, requests).map((outputs) => ({
        text: encodePredictions(outputs),
        numbers: serving.predictions(outputs),
      })),
    ...rowsOfInputs(serving),
  }
}

/** What a typed route is asked: its request, or the tensor of its binary form. */
export type RouteInput =
  | { readonly request: unknown; readonly tensor?: undefined }
  | { readonly request?: undefined; readonly tensor: Tensor }

/** @throws RequestError naming every fault */
export function readRequest(route: AnyRoute, body: Uint8Array, maximumRows: number): unknown {
  const value = parseStrictJson(body)
  checkRows(value, maximumRows)
  const { faults, value: request } = checkInput(route.request, value, 'the request', route.example)
  if (faults !== undefined) throw badRequest(faults.join('; '))
  return request
}

/** One of the workload's own typed routes. */
export function routePredictor(route: AnyRoute, maximumRows: number): Predictor<RouteInput> {
  const { binary } = route
  return {
    takesRaw: binary !== undefined,
    read({ body, headers }: Asked) {
      if (binary === undefined || !isRaw(headers)) return { request: readRequest(route, body, maximumRows) }
      return { tensor: decodeRawTensor(body, headers['tensor-shape']?.toString(), binary, maximumRows) }
    },
    predict: ({ model }, inputs) =>
      inputs.map(({ request, tensor }): Prediction => {
        const response = tensor === undefined ? route.predict(model, request) : binary!.predict(model, tensor)
        const numbers = route.predictions?.(response) ?? []
        if (!Array.prototype.every.call(numbers, Number.isFinite))
          throw badRequest('the model has no finite answer for this request')
        return { text: JSON.stringify(response), numbers }
      }),
  }
}
