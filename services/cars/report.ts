import type { Report } from '../runtime/report/report.ts'
import type { Listing } from './clean.ts'
import { explainPrice } from './explain.ts'
import { featureCount, featureMatrix, featureNames } from './features.ts'
import { learnerNames } from './learners.ts'
import { type CarsModel, priceCars, scoresOf } from './model.ts'

const mostExplained = 200

/** What the listings, the scores, the errors and the most telling features look like. */
export function reportCars(
  model: CarsModel,
  { train, test }: { readonly train: readonly Listing[]; readonly test: readonly Listing[] },
): Report {
  const unit = model.currency || 'the currency of the listings'
  const truth = Float64Array.from(test, ({ price }) => price)
  const { prices, byLearner } = priceCars(model, test)
  const share = (predicted: Float64Array) => scoresOf(truth, predicted).mape
  const priceAxis = { label: `price (${unit})`, log: true }
  return {
    sections: [
      {
        title: 'Data',
        text: `${train.length} listings to learn from, ${test.length} held back.`,
        plots: [
          {
            kind: 'histogram',
            title: 'Prices',
            x: priceAxis,
            series: [
              { name: 'training', values: train.map(({ price }) => price) },
              { name: 'test', values: truth },
            ],
          },
          {
            kind: 'scatter',
            title: 'Price by year',
            x: { label: 'year' },
            y: priceAxis,
            series: [
              { name: 'listings', x: train.map(({ year }) => year), y: train.map(({ price }) => price) },
            ],
          },
        ],
      },
      {
        title: 'Models',
        text: 'Mean error on the listings held back, as a share of the price.',
        plots: [
          {
            kind: 'bars',
            title: 'Mean error',
            axis: { label: 'share of the price' },
            bars: [
              { label: 'stack', value: share(prices) },
              ...learnerNames.map((name) => ({ label: name, value: share(byLearner[name]) })),
            ],
          },
          {
            kind: 'bars',
            title: 'Weights of the stack',
            axis: { label: 'weight of the log price' },
            bars: learnerNames.map((label, k) => ({ label, value: model.combination.coefficients[k] })),
          },
        ],
      },
      {
        title: 'Errors',
        plots: [
          {
            kind: 'scatter',
            title: 'Predicted beside the price asked',
            x: priceAxis,
            y: { label: `predicted (${unit})`, log: true },
            series: [{ name: 'listings held back', x: truth, y: prices }],
            diagonal: true,
          },
          {
            kind: 'histogram',
            title: 'Errors',
            x: { label: 'predicted price as a share of the price asked, less 1' },
            series: [{ name: 'stack', values: prices.map((price, r) => price / truth[r] - 1) }],
          },
          {
            kind: 'bars',
            title: 'Mean error by make',
            axis: { label: 'share of the price' },
            bars: errorsByMake(test, prices),
          },
        ],
      },
      {
        title: 'Features',
        text: `Mean size of what each adds to the log price of ${Math.min(mostExplained, test.length)} listings (Shapley values).`,
        plots: [
          {
            kind: 'bars',
            title: 'Most telling features',
            axis: { label: 'log price' },
            bars: telling(model, test),
          },
        ],
      },
    ],
  }
}

function errorsByMake(listings: readonly Listing[], predicted: Float64Array) {
  const errors = new Map<string, number[]>()
  listings.forEach(({ make, price }, r) => {
    errors.set(make, [...(errors.get(make) ?? []), Math.abs(predicted[r] / price - 1)])
  })
  return Array.from(errors)
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 20)
    .map(([make, shares]) => ({
      label: `${make} (${shares.length})`,
      value: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    }))
}

function telling(model: CarsModel, listings: readonly Listing[]) {
  const { data, rows } = featureMatrix(listings.slice(0, mostExplained), model.encoders)
  const sizes = new Float64Array(featureCount)
  for (let r = 0; r < rows; r++) {
    const { contributions } = explainPrice(model, data.subarray(r * featureCount, (r + 1) * featureCount))
    for (let c = 0; c < featureCount; c++) sizes[c] += Math.abs(contributions[c]) / rows
  }
  return featureNames.map((label, c) => ({ label, value: sizes[c] })).sort((a, b) => b.value - a.value)
}
