import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Dashboards, Logs, Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Pods, Server, ServiceAddress } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import {
  allowFromKubernetesApi,
  allowKubernetesApi,
  allowOutside,
  allowPorts,
  allowWithin,
  connect,
  type Outside,
} from '../network.ts'
import { password } from '../password.ts'
import { secret } from '../secret.ts'
import { type AlertGroup, prometheusRules } from './alerts/alert.ts'
import type { Dashboard } from './dashboards/dashboard.ts'
import { dashboardFile, grafanaFile, logsFile } from './grafanaFile.ts'
import { adminSecret } from './grafanaValues.ts'
import {
  type KubePrometheusStackSize,
  kubePrometheusStackValues,
  prometheusName,
  release,
} from './kubePrometheusStackValues.ts'

export interface KubePrometheusStackArgs extends KubePrometheusStackSize {
  readonly place: Place
  readonly chart: ChartReference
  readonly apiServers: ApiServers
  readonly certificates: Certificates
  readonly storageClass: string
  readonly domain: string
  readonly alerts: readonly AlertGroup[]
  /** Shown beside those of the chart, which are of nodes, pods and what reads their metrics. */
  readonly dashboards: readonly Dashboard[]
  /** URL below which the page of each alert is. */
  readonly runbooks: string
  /** Where the chat is that is told of alerts. */
  readonly chat: Outside | undefined
  /** Where people log in to Grafana by single sign-on. */
  readonly singleSignOn: Outside | undefined
}

const system = 'kube-prometheus-stack'
const port = 9090
/** Of kubelets, node exporters and CoreDNS. */
const portsOfNodes = [10250, 9100, 9153]

/** Prometheus, Alertmanager, Grafana, and what tells them of the cluster and of its nodes. */
export class KubePrometheusStack extends pulumi.ComponentResource implements Dashboards, Metrics {
  readonly server: Server
  readonly pages: Dashboards['pages']
  readonly address: ServiceAddress
  readonly ready: pulumi.Resource

  constructor(args: KubePrometheusStackArgs) {
    const { place, domain, certificates, chat } = args
    const { environment, owner } = place.ownership
    super('atoll:monitoring:KubePrometheusStack', `${environment}-kube-prometheus-stack`)
    this.server = {
      place,
      name: 'prometheus',
      labels: { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': prometheusName },
      port,
    }
    this.pages = {
      server: { ...named(place, 'grafana'), port: 3000 },
      address: { namespace: place.namespace, service: `${release}-grafana`, port: 80 },
    }
    this.address = { namespace: place.namespace, service: prometheusName, port }
    this.openNetwork(args)
    const { value, version } = password(adminSecret, this)
    const values = { user: 'admin', password: value }
    const login = secret({ name: adminSecret, place, system, component: 'login', values }, this)
    const { issuer } = certificates
    this.ready = installChart(
      {
        chart: args.chart,
        release,
        place,
        values: kubePrometheusStackValues({
          ...args,
          environment,
          owner,
          domain,
          issuer,
          chat: chat !== undefined,
        }),
        podAnnotations: (_kind, name) => (name.endsWith('-grafana') ? { 'atoll.dev/login': version } : {}),
      },
      { parent: this, dependsOn: [login, certificates.ready] },
    )
    for (const group of args.alerts)
      customResource(
        { ...this.object('PrometheusRule', group.name), spec: prometheusRules(group, args.runbooks) },
        { parent: this, dependsOn: [this.ready] },
      )
    for (const dashboard of args.dashboards) grafanaFile(dashboardFile(dashboard, args.runbooks), place, this)
    this.readCoreDns()
    this.registerOutputs()
  }

  scrape(target: Server, path: string): Readonly<Record<string, string>> {
    connect(this.server, target, this)
    customResource(
      {
        ...this.object('PodMonitor', target.name),
        place: target.place,
        spec: {
          selector: { matchLabels: target.labels },
          jobLabel: 'app.kubernetes.io/name',
          podMetricsEndpoints: [{ path, relabelings: onPort(target.port) }],
        },
      },
      { parent: this, dependsOn: [this.ready, target.place.ready] },
    )
    return {}
  }

  /** Lets Grafana search these logs. */
  show(logs: Logs): void {
    connect(this.pages.server, logs.server, this)
    grafanaFile(logsFile(logs), this.server.place, this)
  }

  private readCoreDns(): void {
    customResource(
      {
        ...this.object('PodMonitor', 'coredns'),
        spec: {
          namespaceSelector: { matchNames: ['kube-system'] },
          selector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          jobLabel: 'k8s-app',
          podMetricsEndpoints: [{ portNumber: 9153, path: '/metrics' }],
        },
      },
      { parent: this, dependsOn: [this.ready] },
    )
  }

  private openNetwork({ place, apiServers, chat, singleSignOn }: KubePrometheusStackArgs): void {
    const operator = {
      place,
      name: 'operator',
      labels: { 'app.kubernetes.io/name': 'kube-prometheus-stack-prometheus-operator' },
      port: 10250,
    }
    allowWithin({ place, name: release, labels: {} }, this)
    allowPorts(this.server, portsOfNodes, this)
    for (const client of [this.server, operator, this.pages.server, named(place, 'kube-state-metrics')])
      allowKubernetesApi(client, apiServers, this)
    allowFromKubernetesApi(operator, apiServers, this)
    if (chat !== undefined) allowOutside(named(place, 'alertmanager'), 'chat', chat, this)
    if (singleSignOn !== undefined) allowOutside(this.pages.server, 'single-sign-on', singleSignOn, this)
  }

  private object(kind: string, name: string) {
    const apiVersion = 'monitoring.coreos.com/v1'
    return { apiVersion, kind, name, place: this.server.place, system }
  }
}

/**
 * Makes one target of a pod, which is found once for each port that its containers declare: a proxy's port is declared
 * nowhere.
 */
function onPort(port: number) {
  return [
    {
      sourceLabels: ['__address__'],
      regex: String.raw`(\[.+\]|[^:]+)(?::\d+)?`,
      replacement: `$1:${port}`,
      targetLabel: '__address__',
    },
    { action: 'labeldrop', regex: 'container|endpoint' },
  ]
}

function named(place: Place, name: string): Pods {
  return { place, name, labels: { 'app.kubernetes.io/name': name } }
}
