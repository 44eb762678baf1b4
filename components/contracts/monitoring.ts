import type { Server, ServiceAddress } from './servers.ts'

/** A system that collects metrics in the exposition format of Prometheus. */
export interface Metrics {
  /**
   * Lets the system read the metrics of a server, and makes what tells it to.
   * @returns annotations that the server's pods must carry
   */
  scrape(server: Server, path: string): Readonly<Record<string, string>>
}

/** A system that keeps the logs of every pod and searches them. */
export interface Logs {
  /** URL inside the cluster of the HTTP API that dashboards query. */
  readonly url: string
  readonly server: Server
}

/** A system with pages of what the others measure and write. */
export interface Dashboards {
  /** Grafana, which asks for a login, and how it is reached. */
  readonly pages: { readonly server: Server; readonly address: ServiceAddress }
  /** Lets the pages search these logs. */
  show(logs: Logs): void
}
