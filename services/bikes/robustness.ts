import { checkAdversarially } from '../learn/adversarialCheck.ts'
import { takeRows } from '../learn/matrix.ts'
import type { ReportSection } from '../runtime/report/report.ts'
import type { Hour } from './clean.ts'
import { type FeatureName, featureCount, featureMatrix, featureNames } from './features.ts'
import { type BikesModel, predictDemand } from './model.ts'

/** What a thermometer, a hygrometer and an anemometer may be off by. */
const radii: Partial<Record<FeatureName, number>> = {
  temperature: 1,
  feelsLike: 1,
  humidity: 5,
  windspeed: 3,
}
const percent = featureNames.indexOf('humidity')
const wind = featureNames.indexOf('windspeed')
const hoursAsked = 100

/** How far errors of the weather, as bad as they can be together, move the predictions of these hours. */
export function robustnessSection(model: BikesModel, hours: readonly Hour[]): ReportSection {
  const features = { data: featureMatrix(hours), rows: hours.length, columns: featureCount }
  const count = Math.min(hoursAsked, hours.length)
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * hours.length) / count))
  const { lowest, highest } = checkAdversarially(
    (row) => predictDemand(model, row)[0],
    takeRows(features, rows),
    {
      radii: featureNames.map((name) => radii[name] ?? 0),
      least: featureNames.map((_, i) => (i === percent || i === wind ? 0 : -Infinity)),
      greatest: featureNames.map((_, i) => (i === percent ? 100 : Infinity)),
      maxQueries: 100,
    },
  )
  const moved = highest.map((demand, i) => demand - lowest[i]).sort()
  const at = (share: number) => moved[Math.round(share * (count - 1))]
  return {
    title: 'Errors of the weather',
    text:
      'If each may be wrong, temperature by 1 °C, felt temperature by 1 °C, humidity by 5 % and wind by 3 km/h, all at once ' +
      `and as badly as a search finds (Guo et al. 2019), the predictions of ${count} test hours lie within ranges this wide.`,
    plots: [
      {
        kind: 'table',
        title: 'From the lowest to the highest prediction',
        columns: ['hours', 'bikes per hour'],
        rows: [
          ['half of them, at most', at(0.5)],
          ['nine of ten, at most', at(0.9)],
          ['all, at most', at(1)],
        ],
      },
    ],
  }
}
