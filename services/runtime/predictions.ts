import { checkInput } from './checkInput.ts'
import { decodeInference, encodeInference, isObject, responseHead } from './inference.ts'
import { decodeInstances, encodePredictions } from './instances.ts'
import type { Answer, Answered, RawAnswer } from './lane.ts'
import type { LoadedModel, ModelHolder } from './modelHolder.ts'
import { decodeRawTensor } from './rawTensor.ts'
import { badRequest, RequestError, tooManyRows } from './requestError.ts'
import type { Tally } from './tally.ts'
import type { AnyRoute, AnyWorkload } from './workload.ts'

/** @throws RequestError 404 */
export function checkModel(workload: AnyWorkload, name: string): void {
  if (name !== workload.name) {
    throw new RequestError(404, `model "${name.slice(0, 64)}" is not served here, "${workload.name}" is`)
  }
}

/**
 * The model in service, if it is the one asked for.
 *
 * @throws RequestError 404 if it is another, 503 while none is loaded.
 */
export function inService(
  workload: AnyWorkload,
  { current }: ModelHolder,
  asked?: { readonly name: string; readonly version?: string },
): LoadedModel {
  if (asked !== undefined) checkModel(workload, asked.name)
  if (current === undefined) {
    throw new RequestError(503, `no model of "${workload.name}" is loaded yet; try again`)
  }
  if (asked?.version !== undefined && asked.version !== current.version) {
    const version = asked.version.slice(0, 64)
    throw new RequestError(404, `version "${version}" is not in service, version "${current.version}" is`)
  }
  return current
}

const observe = (predicted: Tally, values: ArrayLike<number>) => {
  for (let i = 0; i < values.length; i++) predicted.observe(values[i])
}

/** One limit for both ways to ask: on the typed route, a row is an element of a list. */
function checkRows(body: unknown, maximumRows: number): void {
  const lists = { 'the request': body, ...(isObject(body) ? body : {}) }
  for (const [name, list] of Object.entries(lists)) {
    if (Array.isArray(list) && list.length > maximumRows) throw tooManyRows(name, list.length, maximumRows)
  }
}

/** Answers `infer` requests of the Open Inference Protocol. */
export function inferenceAnswer(
  workload: AnyWorkload,
  holder: ModelHolder,
  predicted: Tally,
  maximumRows: number,
  asked?: { readonly name: string; readonly version?: string },
): Answer {
  const { serving } = workload
  const { inputs, outputs } = serving
  let head = { version: '', text: '' }
  return (body) => {
    const { version, model } = inService(workload, holder, asked)
    if (head.version !== version) head = { version, text: responseHead(workload.name, version) }
    const request = decodeInference(body, inputs, outputs, maximumRows)
    const answers = serving.infer(model, request.inputs)
    const text = encodeInference(head.text, request, answers)
    observe(predicted, serving.predictions(answers))
    return { version, text }
  }
}

/** Answers `:predict` requests of KServe's V1 protocol. */
export function instancesAnswer(
  workload: AnyWorkload,
  holder: ModelHolder,
  predicted: Tally,
  maximumRows: number,
): Answer {
  const { serving } = workload
  return (body) => {
    const { version, model } = inService(workload, holder)
    const answers = serving.infer(model, decodeInstances(body, serving.inputs, maximumRows))
    const text = encodePredictions(answers)
    observe(predicted, serving.predictions(answers))
    return { version, text }
  }
}

/** Answers one of the workload's own typed routes. */
export function routeAnswer(
  workload: AnyWorkload,
  route: AnyRoute,
  holder: ModelHolder,
  predicted: Tally,
  maximumRows: number,
): Answer {
  return (body) => {
    const { version, model } = inService(workload, holder)
    checkRows(body, maximumRows)
    const checked = checkInput(route.request, body, 'the request', route.example)
    if (checked.faults !== undefined) throw badRequest(checked.faults.join('; '))
    return typedAnswer(route, predicted, version, route.predict(model, checked.value))
  }
}

/** Answers the same route's binary form, if it has one. */
export function rawRouteAnswer(
  workload: AnyWorkload,
  route: AnyRoute,
  holder: ModelHolder,
  predicted: Tally,
  maximumRows: number,
): RawAnswer | undefined {
  const { binary } = route
  if (binary === undefined) return undefined
  return (body, shape) => {
    const { version, model } = inService(workload, holder)
    const tensor = decodeRawTensor(body, shape, binary, maximumRows)
    return typedAnswer(route, predicted, version, binary.predict(model, tensor))
  }
}

function typedAnswer(route: AnyRoute, predicted: Tally, version: string, response: unknown): Answered {
  const numbers = route.predictions?.(response) ?? []
  if (!Array.prototype.every.call(numbers, Number.isFinite)) {
    throw badRequest('the model has no finite answer for this request')
  }
  observe(predicted, numbers)
  return { version, text: JSON.stringify(response) }
}
