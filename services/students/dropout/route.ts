import { z } from 'zod'
import type { Route } from '../../runtime/workload/serving.ts'
import { columnCount, columnNames, columns, outcomes } from './columns.ts'
import { type DropoutModel, explainDropout, mostLikely, predictOutcomes } from './model.ts'

const reasonsShown = 5

const field = ({ kind, min, max, meaning }: (typeof columns)[number]) =>
  (kind === 'number' ? z.number() : z.int()).min(min).max(max).describe(meaning)

export const request = z.strictObject(
  Object.fromEntries(columns.map((column) => [column.name, field(column)])) as Record<string, z.ZodNumber>,
)
export type DropoutRequest = z.output<typeof request>

const probability = z.number().min(0).max(1)

export const response = z.strictObject({
  dropout: probability.describe('probability of dropping out'),
  enrolled: probability.describe('probability of being enrolled still when others graduate'),
  graduate: probability.describe('probability of graduating'),
  outcome: z.enum(outcomes).describe('the most likely'),
  reasons: z
    .array(
      z.strictObject({
        feature: z.string(),
        meaning: z.string(),
        value: z.number().describe('what was given'),
        effect: z.number().describe('added to the log odds of dropping out against graduating'),
      }),
    )
    .describe('the features that weigh most, the first most of all'),
})
export type DropoutResponse = z.output<typeof response>

/** The features of a request, in the order of `columns`. */
export const featuresOfRequest = (asked: DropoutRequest): Float64Array =>
  Float64Array.from(columnNames, (name) => asked[name])

const rounded = (value: number) => Math.round(value * 1e4) / 1e4

export const route: Route<DropoutModel, DropoutRequest, DropoutResponse> = {
  path: '/predict',
  summary: 'Whether a student will drop out, stay enrolled or graduate, and why',
  request,
  response,
  example: {
    ...{ maritalStatus: 1, applicationMode: 17, applicationOrder: 1, course: 9254, daytime: 1 },
    ...{ previousQualification: 1, previousGrade: 133, nationality: 1 },
    ...{ motherQualification: 19, fatherQualification: 37, motherOccupation: 4, fatherOccupation: 9 },
    ...{ admissionGrade: 130.2, displaced: 1, specialNeeds: 0, debtor: 0, feesPaid: 1, gender: 0 },
    ...{ scholarship: 0, age: 19, international: 0 },
    ...{ credited1: 0, enrolled1: 6, evaluations1: 8, approved1: 4, grade1: 12.5, unevaluated1: 0 },
    ...{ credited2: 0, enrolled2: 6, evaluations2: 9, approved2: 3, grade2: 11.7, unevaluated2: 0 },
    ...{ unemployment: 12.7, inflation: 3.7, gdp: -1.7 },
  },
  predict(model, asked) {
    const features = featuresOfRequest(asked)
    const probabilities = predictOutcomes(model, { data: features, rows: 1, columns: columnCount })
    const { contributions } = explainDropout(model, features)
    const strongest = [...columnNames.keys()]
      .sort((a, b) => Math.abs(contributions[b]) - Math.abs(contributions[a]))
      .slice(0, reasonsShown)
    const [dropout, enrolled, graduate] = Array.from(probabilities.data, rounded)
    return {
      ...{ dropout, enrolled, graduate },
      outcome: outcomes[mostLikely(probabilities)[0]],
      reasons: strongest.map((c) => ({
        feature: columnNames[c],
        meaning: columns[c].meaning,
        value: features[c],
        effect: rounded(contributions[c]),
      })),
    }
  },
  predictions: ({ dropout }) => [dropout],
}
