import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { allowEverywhere, watching } from '../account.ts'
import { checksum } from '../checksum.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { allowKubernetesApi } from '../network.ts'
import { containerSecurity, environment, httpProbe, resources } from '../pods.ts'
import {
  collectorConfig,
  collectorPorts,
  collectorPositions,
  nodeVariable,
  podLogs,
} from './collectorConfig.ts'

export interface CollectorArgs {
  readonly place: Place
  readonly image: string
  /** Where it asks for pods. */
  readonly apiServers: ApiServers
  /** URL of the store that lines are sent to. */
  readonly loki: string
  readonly metrics: Metrics | undefined
}

const name = 'collector'
const configDirectory = '/etc/collector'
const configFile = 'collector.yaml'
export const collectorSize = { cpu: '20m', memory: '160Mi' }

/** OpenTelemetry's collector on each node: it reads the logs of the node's pods, and sends them to Loki. */
export class Collector extends pulumi.ComponentResource {
  readonly pods: Server

  constructor(args: CollectorArgs, options: pulumi.ComponentResourceOptions) {
    const { place, apiServers, metrics } = args
    const { namespace, ownership } = place
    super('atoll:logging:Collector', `${ownership.environment}-collector`, {}, options)
    const labels = labelsOf(ownership, name, 'logs')
    const metadata = { name, namespace, labels }
    const within = { parent: this, dependsOn: place.ready }
    this.pods = { place, name, labels: selectorOf(name, 'logs'), port: collectorPorts.metrics }
    allowKubernetesApi(this.pods, apiServers, this)
    const account = new k8s.core.v1.ServiceAccount(`${namespace}/collector`, { metadata }, within)
    // Lines come from pods of any namespace, whose labels it asks for.
    const role = allowEverywhere(
      {
        name: `${namespace}-collector`,
        ownership,
        system: name,
        grants: [{ resources: ['pods'], verbs: watching }],
        account: { name, namespace },
      },
      this,
    )
    const config = collectorConfig(ownership.environment, args.loki)
    const files = new k8s.core.v1.ConfigMap(
      `${namespace}/collector`,
      { metadata, data: { [configFile]: config } },
      within,
    )
    new k8s.apps.v1.DaemonSet(
      `${namespace}/collector`,
      {
        metadata,
        spec: {
          selector: { matchLabels: this.pods.labels },
          template: {
            metadata: {
              labels,
              annotations: { ...checksum(config), ...metrics?.scrape(this.pods, '/metrics') },
            },
            spec: pod(args.image),
          },
        },
      },
      { parent: this, dependsOn: [account, role, files] },
    )
    this.registerOutputs()
  }
}

function pod(image: string): k8s.types.input.core.v1.PodSpec {
  return {
    serviceAccountName: name,
    enableServiceLinks: false,
    tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
    // The files of logs are root's: it is root, with none of root's rights but to read what is its own.
    securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name,
        image,
        args: [`--config=file:${configDirectory}/${configFile}`],
        env: environment({ [nodeVariable]: { fieldPath: 'spec.nodeName' } }),
        ports: [{ name: 'metrics', containerPort: collectorPorts.metrics }],
        startupProbe: httpProbe('/', collectorPorts.health, 1, 300),
        readinessProbe: httpProbe('/', collectorPorts.health, 10, 3),
        livenessProbe: httpProbe('/', collectorPorts.health, 20, 6),
        resources: resources(collectorSize),
        securityContext: containerSecurity,
        volumeMounts: [
          { name: 'logs', mountPath: podLogs, readOnly: true },
          { name: 'positions', mountPath: collectorPositions },
          { name: 'config', mountPath: configDirectory, readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: 'logs', hostPath: { path: podLogs, type: 'Directory' } },
      // Kept when its container starts anew; another pod of it reads again what the node still has.
      { name: 'positions', emptyDir: { sizeLimit: '256Mi' } },
      { name: 'config', configMap: { name } },
    ],
  }
}
