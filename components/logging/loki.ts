import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Logs, Metrics } from '../contracts/monitoring.ts'
import type { ObjectStores } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { allowKubernetesApi, allowWithin, connect } from '../network.ts'
import { alloyConfig } from './alloyConfig.ts'
import { alloyPort, alloyValues, type LokiSize, lokiPort, lokiValues } from './lokiValues.ts'

export interface LokiArgs extends LokiSize {
  readonly place: Place
  readonly charts: { readonly loki: ChartReference; readonly alloy: ChartReference }
  readonly apiServers: ApiServers
  readonly objects: ObjectStores
  readonly storageClass: string
  readonly metrics: Metrics | undefined
}

/**
 * Loki, with Alloy on each node. Loki and not Elasticsearch: it indexes labels only, and keeps lines compressed in the
 * object store that is there anyway, for a tenth of the memory; Grafana shows them beside the metrics.
 */
export class Loki extends pulumi.ComponentResource implements Logs {
  readonly url: string
  readonly server: Server
  readonly ready: pulumi.Resource

  constructor(args: LokiArgs) {
    const { place, charts, metrics, objects, apiServers } = args
    const { environment } = place.ownership
    super('atoll:logging:Loki', `${environment}-loki`)
    this.server = {
      place,
      name: 'loki',
      labels: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'single-binary' },
      port: lokiPort,
    }
    const alloy = { place, name: 'alloy', labels: { 'app.kubernetes.io/name': 'alloy' }, port: alloyPort }
    this.url = `http://loki.${place.namespace}:${lokiPort}`
    const store = objects.bucket('loki', place)
    connect(this.server, store.server, this)
    allowWithin({ place, name: 'logs', labels: {} }, this)
    allowKubernetesApi(alloy, apiServers, this)
    const annotations = (server: Server) => metrics?.scrape(server, '/metrics') ?? {}
    this.ready = installChart(
      {
        chart: charts.loki,
        release: 'loki',
        place,
        values: lokiValues({ ...args, store, annotations: annotations(this.server) }),
        podAnnotations: (kind) => (kind === 'StatefulSet' ? store.credentials.annotations : {}),
      },
      { parent: this, dependsOn: [store.ready] },
    )
    const config = alloyConfig(environment, `${this.url}/loki/api/v1/push`)
    installChart(
      { chart: charts.alloy, release: 'alloy', place, values: alloyValues(config, annotations(alloy)) },
      { parent: this, dependsOn: [this.ready] },
    )
    this.registerOutputs()
  }
}
