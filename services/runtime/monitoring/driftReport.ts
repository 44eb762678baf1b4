import { columnOf, type Matrix, takeRows } from '../../learn/matrix.ts'
import { chiSquaredOfSamples } from '../../learn/statistics/chiSquared.ts'
import { kolmogorovSmirnov } from '../../learn/statistics/kolmogorovSmirnov.ts'
import { maximumMeanDiscrepancy } from '../../learn/statistics/maximumMeanDiscrepancy.ts'
import { populationStabilityIndex } from '../../learn/statistics/populationStability.ts'
import { columnMoments, standardised } from './standardised.ts'

/** How one feature of the requests differs from that of the training. */
export interface FeatureDrift {
  readonly name: string
  /** Of numbers Kolmogorov and Smirnov's, of categories Pearson's chi-squared. */
  readonly test: 'ks' | 'chi2'
  readonly statistic: number
  readonly pValue: number
  /** Population stability index; 0.1 and more is a change, 0.25 and more a large one. */
  readonly psi: number
  /** Shares that are missing. */
  readonly missing: { readonly reference: number; readonly current: number }
  readonly drifted: boolean
}

export interface DriftReport {
  readonly referenceRows: number
  readonly currentRows: number
  /** Those with too few values to be tested are left out. */
  readonly features: readonly FeatureDrift[]
  /** All features together: maximum mean discrepancy. */
  readonly together: { readonly statistic: number; readonly pValue: number } | undefined
  readonly drifted: boolean
}

/** Fewer values say too little. */
const fewest = 30
/** A column of no more distinct values holds categories. */
const mostCategories = 20
const smallestChange = 0.1
const significance = 0.01
/** Enough for the discrepancy, whose cost is their square. */
const rowsTogether = 150

/**
 * Compares the features of requests with those of the training. A feature has drifted if that is both certain (a p value
 * below 0.01, divided by the number of features: Bonferroni 1936) and large (a stability index of 0.1 or more): of many
 * rows any difference is certain.
 * @param changing - names of features that change by nature: they are compared, and never said to have drifted
 */
export function driftReport(
  names: readonly string[],
  reference: Matrix,
  current: Matrix,
  changing: readonly string[] = [],
): DriftReport {
  const features = names.flatMap((name, column): FeatureDrift[] => {
    const before = present(columnOf(reference, column))
    const now = present(columnOf(current, column))
    if (before.length < fewest || now.length < fewest) return []
    const test = new Set(before).size <= mostCategories ? 'chi2' : 'ks'
    const { statistic, pValue } =
      test === 'chi2'
        ? chiSquaredOfSamples(before, now)
        : kolmogorovSmirnov(before, now, { method: 'asymptotic' })
    const psi = populationStabilityIndex(before, now)
    return [
      {
        name,
        test,
        statistic,
        pValue,
        psi,
        missing: {
          reference: 1 - before.length / reference.rows,
          current: 1 - now.length / current.rows,
        },
        drifted: !changing.includes(name) && pValue < significance / names.length && psi >= smallestChange,
      },
    ]
  })
  return {
    referenceRows: reference.rows,
    currentRows: current.rows,
    features,
    together: together(reference, current),
    drifted: features.some(({ drifted }) => drifted),
  }
}

const present = (values: Float64Array) => values.filter(Number.isFinite)

function together(reference: Matrix, current: Matrix): DriftReport['together'] {
  if (reference.rows < fewest || current.rows < fewest) return undefined
  const moments = columnMoments(reference)
  const [a, b] = [reference, current].map((rows) => standardised(spread(rows), moments))
  const { statistic, pValue } = maximumMeanDiscrepancy(a, b, { permutations: 199 })
  return { statistic, pValue }
}

/** At most so many rows, evenly chosen. */
function spread(rows: Matrix): Matrix {
  const count = Math.min(rows.rows, rowsTogether)
  return takeRows(
    rows,
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows.rows) / count)),
  )
}
