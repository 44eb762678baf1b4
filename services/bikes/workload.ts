import type { Tensor } from '../runtime/workload/tensor.ts'
import type { Workload } from '../runtime/workload.ts'
import { clean, type Hour } from './clean.ts'
import { featureCount } from './features.ts'
import { generate } from './generate.ts'
import { type BikesModel, evaluateModel, predictDemand, trainModel } from './model.ts'
import { decodeBikes, encodeBikes } from './modelFile.ts'
import { monitored } from './monitored.ts'
import { type BikesParameters, parameters, searchSpace } from './parameters.ts'
import { reportBikes } from './report.ts'
import { type BikesRequest, type BikesResponse, route } from './route.ts'
import { splitByTime } from './split.ts'

/** Hourly demand of a bike-sharing city. */
export const bikes: Workload<Hour, BikesModel, BikesRequest, BikesResponse> = {
  name: 'bikes',
  title: 'Hourly demand for shared bikes',
  summary: 'Bikes rented in an hour, from its calendar and weather; gradient boosting with a Poisson loss',
  owner: 'analytics',
  data: { file: 'bikes/hour.csv', mediaType: 'text/csv', generate },
  clean,
  training: {
    parameters,
    resources: {
      requests: { cpu: '300m', memory: '256Mi' },
      limits: { memory: '768Mi' },
    },
    timeoutSeconds: 600,
    split: splitByTime,
    train: (hours, given) => trainModel(hours, given as BikesParameters),
    evaluate: evaluateModel,
    tune: { space: searchSpace },
    report: reportBikes,
  },
  gate: {
    metric: 'mae',
    better: 'lower',
    minimumGain: 0.1,
    bounds: { mae: { max: 150 }, r2: { min: 0.5 } },
  },
  encode: encodeBikes,
  decode: decodeBikes,
  serving: {
    inputs: [{ name: 'features', datatype: 'FP64', shape: [-1, featureCount] }],
    outputs: [{ name: 'demand', datatype: 'FP64', shape: [-1] }],
    infer(model, [features]) {
      const demand = predictDemand(model, features.data as Float64Array)
      return [{ name: 'demand', datatype: 'FP64', shape: [demand.length], data: demand }] satisfies Tensor[]
    },
    routes: [route],
    predictions: ([demand]) => demand.data as Float64Array,
    monitored,
    predictionBuckets: [5, 10, 25, 50, 100, 150, 200, 300, 400, 500, 600, 800, 1000],
    replicas: 2,
    resources: {
      requests: { cpu: '100m', memory: '160Mi' },
      limits: { memory: '256Mi' },
    },
  },
  card: {
    intendedUse:
      'How many bikes a city must have ready in an hour whose weather is known or forecast: to move bikes between stations and to plan repairs.',
    data: 'One row per hour with its calendar, weather and rentals, of one city. Nothing in it is about a person.',
    limits:
      'It knows the level of demand of the years it has seen and no other: a strike, a new fare or a new line of trams is not in it. Weather further from the data than a few degrees is taken like the nearest that was seen.',
    ethics:
      'Bikes follow past rentals, so a quarter without stations stays without: do not decide by it alone where stations are built.',
  },
}
