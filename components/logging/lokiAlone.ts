import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { checksum } from '../checksum.ts'
import type { Logs, Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { containerSecurity, httpProbe, podSecurity, resources, scratch } from '../pods.ts'
import { podWithVolume } from '../podWithVolume.ts'
import { service, url } from '../service.ts'
import { Collector } from './collector.ts'
import { lokiAloneConfig, lokiAloneData, lokiAlonePort } from './lokiAloneConfig.ts'

export interface LokiAloneArgs {
  readonly place: Place
  readonly images: { readonly loki: string; readonly collector: string }
  /** Where the collector asks for pods. */
  readonly apiServers: ApiServers
  readonly cpu: string
  readonly memory: string
  readonly volume: string
  /** How long lines are kept, in whole days: `3d`. */
  readonly retention: string
  readonly storageClass: string
  readonly metrics: Metrics | undefined
  readonly nodePort: number | undefined
}

const name = 'loki'
const configDirectory = '/etc/loki'
const configFile = 'loki.yaml'

/** One Loki, which keeps lines on its own volume, and a collector on each node. */
export class LokiAlone extends pulumi.ComponentResource implements Logs {
  readonly url: string
  readonly server: Server
  readonly address: ServiceAddress

  constructor(args: LokiAloneArgs) {
    const { place, images, apiServers, metrics, nodePort } = args
    const { namespace, ownership } = place
    super('atoll:logging:LokiAlone', `${ownership.environment}-loki-alone`)
    const labels = labelsOf(ownership, name, 'logs')
    const metadata = { name, namespace, labels }
    this.server = { place, name, labels: selectorOf(name, 'logs'), port: lokiAlonePort }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    this.url = url(this.address)
    const config = lokiAloneConfig(args.retention)
    const files = new k8s.core.v1.ConfigMap(
      `${namespace}/loki`,
      { metadata, data: { [configFile]: config } },
      { parent: this, dependsOn: place.ready },
    )
    podWithVolume(
      {
        ...args,
        server: this.server,
        labels,
        annotations: { ...checksum(config), ...metrics?.scrape(this.server, '/metrics') },
        spec: pod(args),
      },
      { parent: this, dependsOn: [files] },
    )
    const collector = new Collector(
      { place, image: images.collector, apiServers, loki: this.url, metrics },
      { parent: this },
    )
    connect(collector.pods, this.server, this)
    this.registerOutputs()
  }
}

function pod({ images, ...size }: LokiAloneArgs): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('64Mi')
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 60,
    containers: [
      {
        name,
        image: images.loki,
        args: [`-config.file=${configDirectory}/${configFile}`, '-target=all'],
        ports: [{ name: 'http', containerPort: lokiAlonePort }],
        startupProbe: httpProbe('/ready', lokiAlonePort, 1, 300),
        readinessProbe: httpProbe('/ready', lokiAlonePort, 10, 3),
        // Not ready is not dead: it says so while it reads again what was not flushed.
        livenessProbe: httpProbe('/loki/api/v1/status/buildinfo', lokiAlonePort, 20, 6),
        resources: resources(size),
        securityContext: containerSecurity,
        volumeMounts: [
          tmp.mount,
          { name: 'data', mountPath: lokiAloneData },
          { name: 'config', mountPath: configDirectory, readOnly: true },
        ],
      },
    ],
    volumes: [tmp.volume, { name: 'config', configMap: { name } }],
  }
}
