import type { Monitored } from '../runtime/workload.ts'
import { explainDemand } from './explain.ts'
import { featureMatrix, featureNames } from './features.ts'
import { type BikesModel, withSeenYears } from './model.ts'
import { type BikesRequest, hourOf } from './route.ts'

/** Hours are watched as the model takes them: a year after those of the training is no drift of its own. */
export const monitored: Monitored<BikesModel, BikesRequest> = {
  names: featureNames,
  features: (model, asked) => withSeenYears(model, featureMatrix([hourOf(asked)])),
  reference: ({ reference }) => reference,
  explain: explainDemand,
}
