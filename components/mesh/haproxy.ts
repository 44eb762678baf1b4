import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { checksum } from '../checksum.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { Replicas, Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { containerSecurity, httpProbe, podSecurity, resources } from '../pods.ts'
import { service } from '../service.ts'
import { haproxyConfig, haproxyPort } from './haproxyConfig.ts'

export interface HaProxyArgs {
  readonly place: Place
  readonly image: string
  /** Replicas, each with the port of every node by which they are reached. */
  readonly entrances: readonly { readonly replicas: Replicas; readonly nodePort: number }[]
  /** To depend on: whatever has opened these ports before has closed them. */
  readonly portsFree: readonly pulumi.Resource[]
  readonly metrics: Metrics | undefined
}

const name = 'haproxy'
const configDirectory = '/etc/haproxy'
const configFile = 'haproxy.cfg'
export const haproxySize = { cpu: '50m', memory: '128Mi' }

/** The gateway of one node: it takes requests on ports of the node, and leads each to the next replica in turn. */
export class HaProxy extends pulumi.ComponentResource {
  readonly server: Server
  /** Where it says how it is. */
  readonly address: ServiceAddress

  constructor(args: HaProxyArgs) {
    const { place, entrances, metrics, portsFree } = args
    const { namespace, ownership } = place
    super('atoll:mesh:HaProxy', `${ownership.environment}-haproxy`, {}, { dependsOn: [...portsFree] })
    const labels = labelsOf(ownership, name, 'gateway')
    const metadata = { name, namespace, labels }
    this.server = { place, name, labels: selectorOf(name, 'gateway'), port: haproxyPort }
    this.address = service({ server: this.server, labels, parent: this })
    for (const { replicas, nodePort } of entrances) {
      connect(this.server, replicas.server, this)
      const entrance = { ...this.server, name: replicas.server.name, port: nodePort }
      service({ server: entrance, labels, nodePort, parent: this })
    }
    const config = haproxyConfig(entrances.map(({ replicas, nodePort }) => ({ replicas, port: nodePort })))
    const files = new k8s.core.v1.ConfigMap(
      `${namespace}/${name}`,
      { metadata, data: { [configFile]: config } },
      { parent: this, dependsOn: place.ready },
    )
    const annotations = { ...checksum(config), ...metrics?.scrape(this.server, '/metrics') }
    new k8s.apps.v1.Deployment(
      `${namespace}/${name}`,
      {
        metadata,
        spec: {
          replicas: 1,
          revisionHistoryLimit: 3,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          selector: { matchLabels: this.server.labels },
          template: { metadata: { labels, annotations }, spec: pod(args) },
        },
      },
      { parent: this, dependsOn: [place.ready, files] },
    )
    this.registerOutputs()
  }
}

/** Told to end, by the signal that its image names, it takes no more connections and answers what it has. */
function pod({ image, entrances }: HaProxyArgs): k8s.types.input.core.v1.PodSpec {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 45,
    containers: [
      {
        name,
        image,
        args: ['-db', '-f', `${configDirectory}/${configFile}`],
        ports: [
          { name: 'http', containerPort: haproxyPort },
          ...entrances.map(({ nodePort }) => ({ name: `port-${nodePort}`, containerPort: nodePort })),
        ],
        readinessProbe: httpProbe('/ready', haproxyPort, 2, 2),
        livenessProbe: httpProbe('/ready', haproxyPort, 10, 6),
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        resources: resources(haproxySize),
        securityContext: containerSecurity,
        volumeMounts: [{ name: 'config', mountPath: configDirectory, readOnly: true }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name } }],
  }
}
