import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { requestMetrics } from '../metrics/requestMetrics.ts'
import type { Publication } from './publication.ts'

export type PublishedMetrics = ReturnType<typeof publishedMetrics>

/** What `/metrics` of a server of published data shows. */
export function publishedMetrics(name: string) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const info = new Gauge({
    name: 'atoll_published_info',
    help: 'The version of the published data in service; always 1',
    labelNames: ['data', 'version'],
    registers,
  })
  const opened = new Gauge({
    name: 'atoll_published_timestamp_seconds',
    help: 'When the version in service was published',
    labelNames: ['data'],
    registers,
  })
  const failures = new Counter({
    name: 'atoll_published_failures_total',
    help: 'Looks for a newer version that failed: its source did not answer, or it is not usable',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of ['source', 'data']) failures.inc({ reason }, 0)

  return {
    registry,
    ...requestMetrics(registry),
    failed: (reason: 'source' | 'data') => failures.inc({ reason }),
    opened({ version, publishedAt }: Publication) {
      info.reset()
      info.set({ data: name, version }, 1)
      opened.set({ data: name }, Date.parse(publishedAt) / 1000)
    },
  }
}
