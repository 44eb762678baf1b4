import { Counter, Gauge, type Registry } from 'prom-client'
import type { LoadedModel } from '../models/modelHolder.ts'
import type { DriftReport } from './driftReport.ts'

/** Shows what is watched of features; drift is looked at when it is scraped. */
export function monitorMetrics(
  registry: Registry,
  model: string,
  current: () => LoadedModel | undefined,
  driftOf: (loaded: LoadedModel) => DriftReport,
): (outlier: boolean) => void {
  const registers = [registry]
  const watched = new Counter({
    name: 'atoll_watched_requests_total',
    help: 'Requests whose features are compared with those of the training: a sample under load',
    registers,
  })
  const outliers = new Counter({
    name: 'atoll_outliers_total',
    help: 'Watched requests that are unlike the training',
    registers,
  })
  const perFeature = {
    psi: ['atoll_drift_psi', 'Population stability index of a feature; 0.25 and more is another population'],
    pValue: ['atoll_drift_p_value', 'Probability of such a difference if a feature had not changed'],
    drifted: ['atoll_drift', '1 if a feature of the requests is certainly and largely unlike the training'],
  } as const
  for (const [key, [name, help]] of Object.entries(perFeature)) {
    new Gauge({
      name,
      help,
      labelNames: ['model', 'feature'],
      registers,
      collect() {
        this.reset()
        const loaded = current()
        if (loaded === undefined) return
        for (const feature of driftOf(loaded).features)
          this.set({ model, feature: feature.name }, Number(feature[key as keyof typeof perFeature]))
      },
    })
  }
  new Gauge({
    name: 'atoll_drift_together_p_value',
    help: 'Probability of such a discrepancy if all features together had not changed',
    labelNames: ['model'],
    registers,
    collect() {
      this.reset()
      const loaded = current()
      const together = loaded && driftOf(loaded).together
      if (together !== undefined) this.set({ model }, together.pValue)
    },
  })
  return (outlier) => {
    watched.inc()
    if (outlier) outliers.inc()
  }
}
