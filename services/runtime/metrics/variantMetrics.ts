import { Counter, Gauge, type Registry } from 'prom-client'
import type { Variant } from '../models/servedModels.ts'
import { registerHistogram } from './histogram.ts'
import { histogramSamples, tally } from './tally.ts'

/** A shadow is asked, and never heard. */
export type Asking = Variant | 'shadow'

export type VariantMetrics = ReturnType<typeof variantMetrics>

/** What tells the champion and its challenger apart. */
export function variantMetrics(
  registry: Registry,
  model: string,
  bounds: { readonly seconds: readonly number[]; readonly predictions: readonly number[] },
) {
  const variants = (['champion', 'challenger', 'shadow'] as const).map((variant) => ({
    variant,
    statuses: new Map<number, number>(),
    seconds: tally(bounds.seconds),
    predicted: tally(bounds.predictions),
  }))
  const of = (asking: Asking) => variants.find(({ variant }) => variant === asking)!
  const registers = [registry]
  new Counter({
    name: 'atoll_variant_requests_total',
    help: 'Requests answered by the champion, by the challenger, and by the challenger as a shadow',
    labelNames: ['variant', 'status'],
    registers,
    collect() {
      this.reset()
      for (const { variant, statuses } of variants)
        for (const [status, count] of statuses) this.inc({ variant, status }, count)
    },
  })
  const durations = 'atoll_variant_request_duration_seconds'
  registerHistogram(registry, durations, 'Seconds of requests, of a shadow those of its prediction', () =>
    variants.flatMap(({ variant, seconds }) => histogramSamples(durations, { variant }, seconds)),
  )
  const predictions = 'atoll_variant_prediction'
  registerHistogram(registry, predictions, 'Distribution of the numbers that a model predicted', () =>
    variants.flatMap(({ variant, predicted }) => histogramSamples(predictions, { variant }, predicted)),
  )
  const differences = tally([0, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2])
  const name = 'atoll_shadow_difference'
  registerHistogram(registry, name, 'Difference of a shadow from the champion, as share of the larger', () =>
    histogramSamples(name, { model }, differences),
  )
  const skipped = new Counter({
    name: 'atoll_shadow_skipped_total',
    help: 'Requests that a shadow was not asked, as too many waited for it',
    registers,
  })
  const info = new Gauge({
    name: 'atoll_challenger_info',
    help: 'The challenger that is loaded; always 1',
    labelNames: ['model', 'version', 'sha256'],
    registers,
  })

  return {
    record(asking: Asking, status: number, seconds: number) {
      const { statuses, seconds: taken } = of(asking)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      taken.observe(seconds)
    },
    predicted(asking: Asking, numbers: ArrayLike<number>) {
      const { predicted } = of(asking)
      for (let i = 0; i < numbers.length; i++) predicted.observe(numbers[i])
    },
    compared(champion: ArrayLike<number>, shadow: ArrayLike<number>) {
      const count = Math.min(champion.length, shadow.length)
      for (let i = 0; i < count; i++) {
        const scale = Math.max(Math.abs(champion[i]), Math.abs(shadow[i]))
        differences.observe(scale === 0 ? 0 : Math.abs(champion[i] - shadow[i]) / scale)
      }
    },
    skipped: () => skipped.inc(),
    modelLoaded(version: string, sha256: string) {
      info.reset()
      info.set({ model, version, sha256 }, 1)
    },
  }
}
