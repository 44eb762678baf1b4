import { meanAbsoluteError } from '../learn/metrics.ts'
import { permutationImportance } from '../learn/permutationImportance.ts'
import type { Report } from '../runtime/report/report.ts'
import type { Hour } from './clean.ts'
import { demands, featureCount, featureMatrix, featureNames } from './features.ts'
import { type BikesModel, predictDemand } from './model.ts'
import { robustnessSection } from './robustness.ts'

const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour)
const demandAxis = { label: 'bikes per hour' }

interface Data {
  readonly train: readonly Hour[]
  readonly test: readonly Hour[]
}

/** What demand looks like, how far predictions are off and when, and which features tell most. */
export function reportBikes(model: BikesModel, { train, test }: Data): Report {
  const features = featureMatrix(test)
  const truth = demands(test)
  const predicted = predictDemand(model, features)
  const errors = predicted.map((demand, i) => demand - truth[i]!)
  const importance = permutationImportance(
    { data: features, rows: test.length, columns: featureCount },
    ({ data }) => -meanAbsoluteError(truth, predictDemand(model, data)),
  )
  return {
    sections: [
      {
        title: 'Demand',
        text: `The training saw ${train.length} hours; the ${test.length} test hours are the later ones.`,
        plots: [
          {
            ...{ kind: 'lines', title: 'Mean demand by hour of day', x: { label: 'hour' }, y: demandAxis },
            series: [
              {
                name: 'working days',
                x: hoursOfDay,
                y: meanByHour(train.filter(({ workingday }) => workingday)),
              },
              {
                name: 'other days',
                x: hoursOfDay,
                y: meanByHour(train.filter(({ workingday }) => !workingday)),
              },
            ],
          },
          {
            ...{ kind: 'histogram', title: 'Hours by demand', x: demandAxis },
            series: [
              { name: 'training hours', values: demands(train) },
              { name: 'test hours', values: truth },
            ],
          },
        ],
      },
      {
        title: 'Errors',
        plots: [
          {
            ...{ kind: 'scatter', title: 'Predicted and true demand of the test hours', diagonal: true },
            ...{ x: { label: 'true demand' }, y: { label: 'predicted demand' } },
            series: [{ name: 'test hours', x: truth, y: predicted }],
          },
          {
            ...{ kind: 'histogram', title: 'Predicted less true demand', x: demandAxis },
            series: [{ name: 'test hours', values: errors }],
          },
          {
            ...{ kind: 'bars', title: 'Mean absolute error by hour of day', axis: demandAxis },
            bars: hoursOfDay.map((hour) => ({
              label: `${hour} h`,
              value: mean(test.flatMap((one, i) => (one.hour === hour ? [Math.abs(errors[i]!)] : []))),
            })),
          },
        ],
      },
      robustnessSection(model, test),
      {
        title: 'Most telling features',
        text: 'By how much the mean absolute error grows when the values of a feature are shuffled among the test hours (Breiman 2001).',
        plots: [
          {
            ...{ kind: 'bars', title: 'Growth of the error', axis: demandAxis },
            bars: featureNames
              .map((label, i) => {
                const value = importance.means[i]!
                const spread = importance.deviations[i]!
                return { label, value, low: value - spread, high: value + spread }
              })
              .toSorted((a, b) => b.value - a.value),
          },
        ],
      },
    ],
  }
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length

const meanByHour = (hours: readonly Hour[]) =>
  hoursOfDay.map((hour) => mean(hours.flatMap((one) => (one.hour === hour ? [one.demand] : []))))
