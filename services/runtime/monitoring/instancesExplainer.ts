import { decodeInstances, predictionsOf } from '../protocol/instances.ts'
import type { Predictor } from '../protocol/predictor.ts'
import { parseStrictJson } from '../protocol/strictJson.ts'
import type { Explanation } from '../workload/monitored.ts'
import type { Tensor } from '../workload/tensor.ts'
import type { AnyWorkload } from '../workload.ts'
import { explanationBody } from './explanationBody.ts'

/** Of one request: an explanation costs as much as many predictions. */
export const mostExplained = 100

/** `:explain` requests of KServe's V1 protocol: the rows of `:predict`, each answered by prediction and explanation. */
export function instancesExplainer(
  { serving }: AnyWorkload,
  names: readonly string[],
  explainRows: (model: unknown, inputs: readonly Tensor[]) => readonly Explanation[],
  maximumRows: number,
): Predictor<readonly Tensor[]> {
  return {
    takesRaw: false,
    read: ({ body }) =>
      decodeInstances(parseStrictJson(body), serving.inputs, Math.min(maximumRows, mostExplained)),
    predict: ({ model }, requests) =>
      requests.map((inputs) => {
        const explanations = explainRows(model, inputs).map((explanation) =>
          explanationBody(explanation, { names, values: [] }),
        )
        const predictions = predictionsOf(serving.infer(model, inputs))
        return { text: JSON.stringify({ predictions, explanations }), numbers: [] }
      }),
  }
}
