import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { stringify } from 'yaml'
import { allow, watching } from '../account.ts'
import { checksum } from '../checksum.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { allowKubernetesApi, connect } from '../network.ts'
import { containerSecurity, httpProbe, podSecurity, resources, scratch } from '../pods.ts'
import { podWithVolume } from '../podWithVolume.ts'
import { service } from '../service.ts'
import { type AlertGroup, prometheusRules } from './alerts/alert.ts'
import { prometheusConfig, rulesFile } from './prometheusConfig.ts'

export interface PrometheusArgs {
  readonly place: Place
  readonly image: string
  /** Namespaces whose pods it finds; it sees no other. */
  readonly watched: readonly Place[]
  /** Where it asks for them. */
  readonly apiServers: ApiServers
  readonly cpu: string
  readonly memory: string
  readonly volume: string
  /** How long samples are kept: `2d`. */
  readonly retention: string
  readonly storageClass: string
  readonly nodePort: number | undefined
  /**
   * Alertmanager, which is told of alerts; without it they are shown by Prometheus itself only. It has its metrics
   * scraped on the same port, which opens the way to it.
   */
  readonly alertmanager: Server | undefined
  readonly alerts: readonly AlertGroup[]
  /** URL below which the page of each alert is. */
  readonly runbooks: string
}

const name = 'prometheus'
const port = 9090

/** One Prometheus that finds pods by their annotations. */
export class Prometheus extends pulumi.ComponentResource implements Metrics {
  readonly server: Server
  readonly address: ServiceAddress

  constructor(args: PrometheusArgs) {
    super('atoll:monitoring:Prometheus', `${args.place.ownership.environment}-prometheus`)
    const { place, nodePort } = args
    const { namespace } = place
    const labels = labelsOf(place.ownership, name, 'metrics')
    const metadata = { name, namespace, labels }
    const within = { parent: this, dependsOn: place.ready }
    this.server = { place, name, labels: selectorOf(name, 'metrics'), port }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    allowKubernetesApi(this.server, args.apiServers, this)

    const account = new k8s.core.v1.ServiceAccount(`${namespace}/prometheus`, { metadata }, within)
    const roles = args.watched.map((watched) => this.allowDiscovery(watched))
    const config = prometheusConfig(
      args.place.ownership.environment,
      args.watched.map((watched) => watched.namespace),
      args.alertmanager,
    )
    const groups = args.alerts.flatMap((group) => prometheusRules(group, args.runbooks).groups)
    const rules = stringify({ groups })
    const files = new k8s.core.v1.ConfigMap(
      `${namespace}/prometheus`,
      { metadata, data: { 'prometheus.yml': config, [rulesFile]: rules } },
      within,
    )
    podWithVolume(
      {
        ...args,
        server: this.server,
        labels,
        annotations: { ...checksum(config, rules), ...this.scrape(this.server, '/metrics') },
        spec: pod(args),
      },
      { parent: this, dependsOn: [account, files, ...roles] },
    )
    this.registerOutputs()
  }

  scrape(target: Server, path: string): Readonly<Record<string, string>> {
    connect(this.server, target, this)
    return {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': String(target.port),
      'prometheus.io/path': path,
    }
  }

  private allowDiscovery(place: Place): pulumi.Resource {
    const { namespace } = this.server.place
    const grants = [{ resources: ['pods'], verbs: watching }]
    return allow(
      { name: 'prometheus-discovery', place, system: name, grants, account: { name, namespace } },
      this,
    )
  }
}

function pod(args: PrometheusArgs): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('64Mi')
  return {
    serviceAccountName: name,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 60,
    containers: [
      {
        name,
        image: args.image,
        args: [
          '--config.file=/etc/prometheus/prometheus.yml',
          '--storage.tsdb.path=/data',
          `--storage.tsdb.retention.time=${args.retention}`,
          `--web.listen-address=:${port}`,
        ],
        ports: [{ name: 'http', containerPort: port }],
        startupProbe: httpProbe('/-/ready', port, 1, 300),
        readinessProbe: httpProbe('/-/ready', port, 10, 3),
        livenessProbe: httpProbe('/-/healthy', port, 20, 6),
        resources: resources(args),
        securityContext: containerSecurity,
        volumeMounts: [
          tmp.mount,
          { name: 'data', mountPath: '/data' },
          { name: 'config', mountPath: '/etc/prometheus', readOnly: true },
        ],
      },
    ],
    volumes: [tmp.volume, { name: 'config', configMap: { name } }],
  }
}
