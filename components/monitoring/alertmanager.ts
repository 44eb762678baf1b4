import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { stringify } from 'yaml'
import { checksum } from '../checksum.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { allowOutside, type Outside } from '../network.ts'
import { containerSecurity, httpProbe, podSecurity, resources } from '../pods.ts'
import { podWithVolume } from '../podWithVolume.ts'
import { service, url } from '../service.ts'
import { alertmanagerConfig, chatDirectory, chatSecret } from './alertmanagerConfig.ts'

export interface AlertmanagerArgs {
  readonly place: Place
  readonly image: string
  /** Where the chat is that is told of alerts; without it they are only shown. */
  readonly chat: Outside | undefined
  readonly storageClass: string
  readonly metrics: Metrics | undefined
  readonly nodePort: number | undefined
}

const name = 'alertmanager'
const port = 9093
const configDirectory = '/etc/alertmanager/config'
const configFile = 'alertmanager.yml'
export const alertmanagerSize = { cpu: '10m', memory: '96Mi' }
/** Of silences, and of what was told to whom. */
export const alertmanagerVolume = '128Mi'

/** The server that is there, or will be, where the system is in `place`: Prometheus sends alerts to it. */
export function alertmanagerAt(place: Place): Server {
  return { place, name, labels: selectorOf(name, 'alerts'), port }
}

/** One Alertmanager, beside one Prometheus: it groups alerts, silences them, and tells a chat. */
export class Alertmanager extends pulumi.ComponentResource {
  readonly server: Server
  readonly address: ServiceAddress

  constructor(args: AlertmanagerArgs) {
    const { place, chat, metrics, nodePort } = args
    const { namespace, ownership } = place
    super('atoll:monitoring:Alertmanager', `${ownership.environment}-alertmanager`)
    const labels = labelsOf(ownership, name, 'alerts')
    const metadata = { name, namespace, labels }
    this.server = alertmanagerAt(place)
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    if (chat !== undefined) allowOutside(this.server, 'chat', chat, this)
    const config = stringify(alertmanagerConfig(ownership.environment, chat !== undefined))
    const files = new k8s.core.v1.ConfigMap(
      `${namespace}/alertmanager`,
      { metadata, data: { [configFile]: config } },
      { parent: this, dependsOn: place.ready },
    )
    podWithVolume(
      {
        server: this.server,
        labels,
        annotations: { ...checksum(config), ...metrics?.scrape(this.server, '/metrics') },
        spec: pod(args, url(this.address)),
        storageClass: args.storageClass,
        volume: alertmanagerVolume,
      },
      { parent: this, dependsOn: [files] },
    )
    this.registerOutputs()
  }
}

/** @param address where messages say that it is */
function pod({ image, chat }: AlertmanagerArgs, address: string): k8s.types.input.core.v1.PodSpec {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    containers: [
      {
        name,
        image,
        args: [
          `--config.file=${configDirectory}/${configFile}`,
          '--storage.path=/data',
          `--web.listen-address=:${port}`,
          `--web.external-url=${address}`,
          // It has no others to agree with.
          '--cluster.listen-address=',
        ],
        ports: [{ name: 'http', containerPort: port }],
        startupProbe: httpProbe('/-/ready', port, 1, 120),
        readinessProbe: httpProbe('/-/ready', port, 10, 3),
        livenessProbe: httpProbe('/-/healthy', port, 20, 6),
        resources: resources(alertmanagerSize),
        securityContext: containerSecurity,
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'config', mountPath: configDirectory, readOnly: true },
          ...(chat === undefined ? [] : [{ name: 'chat', mountPath: chatDirectory, readOnly: true }]),
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name } },
      // Alerts are shown and kept before the address of the chat is there.
      ...(chat === undefined ? [] : [{ name: 'chat', secret: { secretName: chatSecret, optional: true } }]),
    ],
  }
}
