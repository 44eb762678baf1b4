import { Counter, type Registry } from 'prom-client'
import { registerHistogram } from './histogram.ts'
import { histogramSamples, type Tally, tally } from './tally.ts'

export const latencyBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What one route has answered. */
export interface RouteMetrics {
  readonly route: string
  record(status: number, seconds: number): void
}

/** Counts of answers, and their seconds: plain numbers that are read only when the registry is scraped. */
export function requestMetrics(registry: Registry) {
  const routes: { route: string; statuses: Map<number, number>; seconds: Tally }[] = []
  const requests = new Counter({
    name: 'atoll_requests_total',
    help: 'Requests answered; 499 is a client that left before its answer',
    labelNames: ['route', 'status'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { route, statuses } of routes)
        for (const [status, count] of statuses) this.inc({ route, status }, count)
    },
  })
  const durations = 'atoll_request_duration_seconds'
  registerHistogram(registry, durations, 'Seconds from the head of a request to the end of its answer', () =>
    routes.flatMap(({ route, seconds }) => histogramSamples(durations, { route }, seconds)),
  )

  return {
    requests,
    /** Call once per route, not per request. */
    route(route: string): RouteMetrics {
      const seconds = tally(latencyBounds)
      const statuses = new Map<number, number>()
      routes.push({ route, statuses, seconds })
      return {
        route,
        record(status, took) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          seconds.observe(took)
        },
      }
    },
  }
}
