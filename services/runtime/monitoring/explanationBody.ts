import { z } from 'zod'
import { badRequest } from '../http/requestError.ts'
import type { Explanation } from '../workload/monitored.ts'

const value = z.number().nullable().describe('null is missing')

export const explanationResponse = z.object({
  output: z.string().describe('what is explained'),
  baseline: z.number().describe('the mean prediction; with the contributions it adds up to the prediction'),
  prediction: z.number(),
  contributions: z
    .array(z.object({ name: z.string(), value, contribution: z.number() }))
    .describe('the largest first'),
})

/**
 * An explanation as it is answered.
 * @param features - to which contributions belong, unless the explanation says otherwise
 * @throws RequestError if it is not finite
 */
export function explanationBody(
  { output, baseline, prediction, contributions, inputs }: Explanation,
  features: NonNullable<Explanation['inputs']>,
): z.infer<typeof explanationResponse> {
  const { names, values } = inputs ?? features
  if (![baseline, prediction, ...Array.from(contributions)].every(Number.isFinite))
    throw badRequest('the model has no finite explanation for this request')
  return {
    ...{ output, baseline, prediction },
    contributions: names
      .map((name, i) => ({
        name,
        value: Number.isNaN(values[i]) ? null : values[i],
        contribution: contributions[i],
      }))
      .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
  }
}
