import { classScores, confusionMatrix } from '../../learn/classificationMetrics.ts'
import type { Report } from '../../runtime/report/report.ts'
import { columnNames, columns, indexOfColumn, outcomes } from './columns.ts'
import { type DropoutModel, explainDropout, featuresOf, mostLikely, predictOutcomes } from './model.ts'
import type { Row } from './readRows.ts'
import { labelsOf } from './split.ts'

const shown = 15
const tenths = 10

/** How the outcomes lie in the data, what the model gets right, and what it looks at. */
export function reportDropout(
  model: DropoutModel,
  { train, test }: { readonly train: readonly Row[]; readonly test: readonly Row[] },
): Report {
  const truth = labelsOf(test)
  const features = featuresOf(test)
  const probabilities = predictOutcomes(model, features)
  const { counts } = confusionMatrix(truth, mostLikely(probabilities))
  const risks = Float64Array.from(test, (_, r) => probabilities.data[r * outcomes.length])
  const left = truth.map((label) => Number(label === 0))
  const calibration = calibrate(risks, left)
  const weights = meanEffects(model, test)
  const strongest = [...columnNames.keys()].sort((a, b) => weights[b] - weights[a]).slice(0, shown)
  const approved = indexOfColumn('approved2')
  return {
    sections: [
      {
        title: 'Data',
        plots: [
          {
            kind: 'bars',
            title: 'Outcomes',
            axis: { label: 'students' },
            bars: outcomes.map((label) => ({
              label,
              value: [...train, ...test].filter(({ outcome }) => outcome === label).length,
            })),
          },
          {
            kind: 'histogram',
            title: 'Courses passed in the second semester',
            x: { label: 'courses' },
            series: outcomes.map((name) => ({
              name,
              values: train.filter(({ outcome }) => outcome === name).map(({ values }) => values[approved]),
            })),
          },
        ],
      },
      {
        title: 'Scores and errors',
        text: `On ${test.length} students that the training has not seen.`,
        plots: [
          {
            kind: 'heatMap',
            title: 'Students by outcome and prediction',
            rows: outcomes,
            columns: outcomes,
            values: counts.data,
            rowLabel: 'outcome',
            columnLabel: 'predicted',
          },
          {
            kind: 'table',
            title: 'Scores of each outcome',
            columns: ['outcome', 'precision', 'recall', 'f1', 'students'],
            rows: classScores(truth, mostLikely(probabilities)).map((score) => [
              ...[outcomes[score.label], score.precision, score.recall, score.f1, score.support],
            ]),
          },
          {
            kind: 'scatter',
            title: 'Is a risk what it says?',
            x: { label: 'mean predicted risk of a tenth of the students' },
            y: { label: 'share of it that dropped out' },
            series: [{ name: 'tenths', ...calibration }],
            diagonal: true,
          },
        ],
      },
      {
        title: 'Most telling features',
        text: 'How much a feature moves the log odds of dropping out against graduating, on average over the students.',
        plots: [
          {
            kind: 'bars',
            title: 'Mean size of the effect',
            axis: { label: 'log odds' },
            bars: strongest.map((c) => ({ label: columns[c].meaning, value: weights[c] })),
          },
        ],
      },
    ],
  }
}

/** Mean predicted risk and share that left, for each tenth of the students in order of their risk. */
function calibrate(risks: Float64Array, left: Float64Array) {
  const order = [...risks.keys()].sort((a, b) => risks[a] - risks[b])
  const parts = Array.from({ length: tenths }, (_, part) =>
    order.slice(Math.floor((part * order.length) / tenths), Math.floor(((part + 1) * order.length) / tenths)),
  )
  const mean = (values: Float64Array) => (rows: number[]) =>
    rows.reduce((sum, row) => sum + values[row], 0) / rows.length
  const filled = parts.filter((rows) => rows.length > 0)
  return { x: filled.map(mean(risks)), y: filled.map(mean(left)) }
}

function meanEffects(model: DropoutModel, rows: readonly Row[]): Float64Array {
  const sums = new Float64Array(columnNames.length)
  for (const { values } of rows) {
    const { contributions } = explainDropout(model, values)
    for (let c = 0; c < sums.length; c++) sums[c] += Math.abs(contributions[c]) / rows.length
  }
  return sums
}
