import type { Metrics } from '../contracts/monitoring.ts'

/** Where a proxy shows its own metrics and those of the pod beside it, to whom mutual TLS is not asked of. */
export const metricsOfProxy = { port: 15020, path: '/stats/prometheus' }

/**
 * Reads servers in the mesh by their proxies. The pods' annotations name the server's own metrics: the proxy reads
 * these, and puts its own port and path in their place.
 */
export function mergedMetrics(metrics: Metrics): Metrics {
  return {
    scrape: (server, path) => ({
      ...metrics.scrape({ ...server, port: metricsOfProxy.port }, metricsOfProxy.path),
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': String(server.port),
      'prometheus.io/path': path,
    }),
  }
}
