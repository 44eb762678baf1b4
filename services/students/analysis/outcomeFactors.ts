import { type LogisticFactor, logisticFactors } from '../../learn/logisticFactors.ts'
import { columnOf, type Matrix, matrix, takeRows } from '../../learn/matrix.ts'
import { fitStandardScaler, standardize } from '../../learn/standardScaler.ts'
import { cohensD, cramersV, type EffectSize, oddsRatio } from '../../learn/statistics/effectSizes.ts'
import { type FeatureName, featureNames, type StudentFeatures } from './studentFeatures.ts'

export type Factor = FeatureName | 'department'

/** How a factor goes with an outcome, among those for whom it was possible. */
export interface OutcomeFactor {
  readonly outcome: string
  readonly factor: Factor
  /** Cohen's d for numbers, odds ratio for yes or no, Cramér's V for departments. */
  readonly measure: 'cohens_d' | 'odds_ratio' | 'cramers_v'
  /** With its interval of 95 %. */
  readonly effect: EffectSize
  /**
   * What one deviation of the factor multiplies the odds by, all other factors being equal; absent for departments, and
   * where a factor is constant or tells the outcome without fail.
   */
  readonly adjusted?: EffectSize & { readonly pValue: number }
  readonly students: number
}

const leastStudents = 10
/** Of these outcomes each is compared among the graduates, the others among all who left. */
const ofGraduates: ReadonlySet<string | null> = new Set(['employed', 'graduate_school', 'seeking'])
/** The last share follows from the other three. */
const entered = featureNames.filter((name) => name !== 'office_share')

/**
 * What goes with each final outcome. Relations, not causes: what a factor does beside others is the adjusted odds ratio.
 *
 * @returns for each outcome of 10 students or more, and as many others, its factors, the strongest adjusted one first
 */
export function outcomeFactors({ matrix: all, outcomes, departments }: StudentFeatures): OutcomeFactor[] {
  const left = [...outcomes.keys()].filter((row) => outcomes[row] !== null)
  const names = [...new Set(left.map((row) => outcomes[row]!))].sort()
  return names.flatMap((outcome) => {
    const rows = ofGraduates.has(outcome) ? left.filter((row) => ofGraduates.has(outcomes[row])) : left
    const labels = Float64Array.from(rows, (row) => Number(outcomes[row] === outcome))
    const count = labels.reduce((sum, label) => sum + label, 0)
    if (Math.min(count, rows.length - count) < leastStudents) return []
    const features = takeRows(all, rows)
    const adjusted = adjustedEffects(features, labels)
    const factors = featureNames.flatMap((factor, c): OutcomeFactor[] => {
      const found = simpleEffect(factor, columnOf(features, c), labels)
      if (found === undefined) return []
      const beside = adjusted.get(factor)
      return [{ outcome, factor, ...found, students: rows.length, ...(beside && { adjusted: beside }) }]
    })
    const size = ({ adjusted }: OutcomeFactor) => Math.abs(Math.log(adjusted?.value ?? 1))
    const table = departmentTable(
      rows.map((row) => departments[row]),
      labels,
    )
    const ofDepartment = { measure: 'cramers_v', effect: cramersV(table) } as const
    return [
      ...factors.sort((a, b) => size(b) - size(a)),
      { outcome, factor: 'department', ...ofDepartment, students: rows.length },
    ]
  })
}

function simpleEffect(factor: FeatureName, values: Float64Array, labels: Float64Array) {
  const groups = [1, 0].map((label) => values.filter((_, i) => labels[i] === label))
  if (factor === 'scholarship') {
    const count = (group: Float64Array, value: number) => group.filter((one) => one === value).length
    const [[a, c], [b, d]] = groups.map((group) => [count(group, 1), count(group, 0)])
    return { measure: 'odds_ratio', effect: oddsRatio([a, b, c, d]) } as const
  }
  if (groups.every((group) => group.every((value) => value === group[0]))) return undefined
  return { measure: 'cohens_d', effect: cohensD(groups[0], groups[1]) } as const
}

function adjustedEffects(
  features: Matrix,
  labels: Float64Array,
): Map<FeatureName, EffectSize & { pValue: number }> {
  const scaled = standardize(fitStandardScaler(features), features)
  const used = entered.filter((name) =>
    columnOf(scaled, featureNames.indexOf(name)).some((value) => value !== 0),
  )
  const places = used.map((name) => featureNames.indexOf(name))
  const data = Float64Array.from(
    { length: scaled.rows * used.length },
    (_, i) => scaled.data[Math.floor(i / used.length) * scaled.columns + places[i % used.length]],
  )
  let factors: readonly LogisticFactor[]
  try {
    factors = logisticFactors(matrix(data, scaled.rows, used.length), labels).factors
  } catch (error) {
    if (error instanceof RangeError) return new Map()
    throw error
  }
  return new Map(
    factors
      .filter(({ column }) => column >= 0)
      .map(({ column, oddsRatio: value, oddsRatioInterval: [low, high], pValue }) => [
        used[column],
        { value, low, high, pValue },
      ]),
  )
}

function departmentTable(departments: readonly string[], labels: Float64Array): Matrix {
  const names = [...new Set(departments)]
  const counts = new Float64Array(2 * names.length)
  departments.forEach((name, i) => {
    counts[labels[i] * names.length + names.indexOf(name)]++
  })
  return matrix(counts, 2, names.length)
}
