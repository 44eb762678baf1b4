import type { Monitored } from '../runtime/workload/monitored.ts'
import { explainDemand } from './explain.ts'
import { featureCount, featureMatrix, featureNames } from './features.ts'
import { type BikesModel, withSeenYears } from './model.ts'
import { type BikesRequest, hourOf } from './route.ts'

/** Hours are watched as the model takes them: a year after those of the training is no drift of its own. */
export const monitored: Monitored<BikesModel, BikesRequest> = {
  names: featureNames,
  changing: ['season', 'month', 'hour', 'holiday', 'weekday', 'workingday', 'year'],
  features: (model, asked) => withSeenYears(model, featureMatrix([hourOf(asked)])),
  reference: ({ reference }) => reference,
  explain: explainDemand,
  explainRows: (model, [features]) =>
    Array.from({ length: features.shape[0] }, (_, row) => {
      const values = (features.data as Float64Array).subarray(row * featureCount, (row + 1) * featureCount)
      return { ...explainDemand(model, values), inputs: { names: featureNames, values } }
    }),
}
