import type { Workload } from '../runtime/workload.ts'
import { card } from './card.ts'
import { clean, type Listing } from './clean.ts'
import { explainPrice } from './explain.ts'
import { categoryNames, featureMatrix, featureNames, numberNames } from './features.ts'
import { generate } from './generate.ts'
import { type CarsModel, evaluateModel, priceFeatures, trainModel } from './model.ts'
import { decodeCars, encodeCars } from './modelFile.ts'
import { type CarsParameters, parameters } from './parameters.ts'
import { reportCars } from './report.ts'
import { type CarsRequest, type CarsResponse, requestFeatures, route } from './route.ts'
import { splitAtRandom } from './split.ts'
import { carsOf } from './tensors.ts'

/** Asking prices of used cars. */
export const cars: Workload<Listing, CarsModel, CarsRequest, CarsResponse> = {
  name: 'cars',
  title: 'Asking prices of used cars',
  summary:
    'What a car is offered for, from listings; a stack of gradient boosting, support vectors and a linear model',
  owner: 'analytics',
  data: { file: 'cars/listings.csv', mediaType: 'text/csv', generate },
  clean,
  training: {
    parameters,
    resources: {
      requests: { cpu: '300m', memory: '384Mi' },
      limits: { memory: '1Gi' },
    },
    timeoutSeconds: 1800,
    split: splitAtRandom,
    train: (listings, given, context) => trainModel(listings, given as CarsParameters, context),
    evaluate: evaluateModel,
    tune: {
      space: {
        maxIter: [150, 250, 400],
        learningRate: [0.05, 0.08, 0.12],
        maxLeafNodes: [8, 16, 31],
        minSamplesLeaf: [10, 20, 40],
        svmC: [0.1, 1, 10],
        alpha: [0.1, 1, 10],
      },
    },
    report: reportCars,
  },
  gate: {
    metric: 'mape',
    better: 'lower',
    minimumGain: 0.0005,
    bounds: { mape: { max: 0.5 }, r2: { min: 0.3 } },
  },
  encode: encodeCars,
  decode: decodeCars,
  serving: {
    inputs: [
      { name: 'numbers', datatype: 'FP64', shape: [-1, numberNames.length] },
      { name: 'categories', datatype: 'BYTES', shape: [-1, categoryNames.length] },
    ],
    outputs: [{ name: 'price', datatype: 'FP64', shape: [-1] }],
    infer(model, [numbers, categories]) {
      const features = featureMatrix(carsOf(numbers, categories), model.encoders)
      const { prices } = priceFeatures(model, features)
      return [{ name: 'price', datatype: 'FP64', shape: [prices.length], data: prices }]
    },
    routes: [route],
    predictions: ([price]) => price.data as Float64Array,
    predictionBuckets: [500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 500_000],
    monitored: {
      names: featureNames,
      features: requestFeatures,
      reference: ({ reference }) => reference,
      explain: explainPrice,
      explainRows: (model, [numbers, categories]) =>
        carsOf(numbers, categories).map((car) => {
          const values = featureMatrix([car], model.encoders).data
          return { ...explainPrice(model, values), inputs: { names: featureNames, values } }
        }),
    },
    replicas: 1,
    resources: {
      requests: { cpu: '50m', memory: '160Mi' },
      limits: { memory: '256Mi' },
    },
  },
  card,
}
