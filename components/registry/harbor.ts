import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Database, KeyValueStore } from '../contracts/databases.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStore } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { Registry } from '../contracts/registries.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { selectorOf } from '../labels.ts'
import { allowWithin, connect } from '../network.ts'
import { HarborRobot } from './harborRobot.ts'
import { type HarborSecrets, harborSecrets } from './harborSecrets.ts'
import { type HarborPart, type HarborSize, harborValues, metricsPort } from './harborValues.ts'

export interface HarborArgs extends HarborSize {
  readonly place: Place
  readonly chart: ChartReference
  /** With Node, for the Jobs that make projects and robots. */
  readonly setupImage: string
  readonly certificates: Certificates
  readonly database: Database
  readonly store: KeyValueStore
  readonly images: ObjectStore
  readonly metrics: Metrics | undefined
  /** The stack's: Harbor is `harbor.<domain>`. */
  readonly domain: string
}

const system = 'harbor'
const port = 8443
const measured: readonly HarborPart[] = ['core', 'jobservice', 'registry', 'exporter']

/**
 * Harbor without a database, a store or a volume of its own. Its parts speak TLS to each other, as it does to its
 * clients; it scans nothing, as what it would scan with is had from outside every day.
 */
export class Harbor extends pulumi.ComponentResource implements Registry {
  readonly host: string
  readonly inside: string
  readonly server: Server
  readonly address: ServiceAddress
  readonly ready: pulumi.Resource
  private readonly args: HarborArgs
  private readonly secrets: HarborSecrets

  constructor(args: HarborArgs) {
    const { place, certificates, database, store, images, domain } = args
    const { namespace } = place
    super('atoll:registry:Harbor', `${place.ownership.environment}-harbor`)
    this.args = args
    this.host = `harbor.${domain}`
    this.server = this.part('nginx', system, port)
    this.inside = `${system}.${namespace}.svc`
    this.address = { namespace, service: system, port: 443, tlsName: this.inside }
    this.secrets = harborSecrets(place, this)
    const outer = certificates.certificate(system, place, [this.host, this.inside], 'lasting')
    const names = ['core', 'jobservice', 'registry', 'portal'].map((part) => `${system}-${part}`)
    const inner = certificates.certificate(
      `${system}-parts`,
      place,
      [...names, 'localhost', '127.0.0.1'],
      'lasting',
    )
    const tokens = certificates.certificate(`${system}-tokens`, place, [`${system}-core`], 'lasting')
    this.openNetwork()
    const scraped = measured.map((name) => {
      const server = this.part(name, `${system}-${name}-metrics`, metricsPort)
      return [name, args.metrics?.scrape(server, '/metrics') ?? {}] as const
    })
    this.ready = installChart(
      {
        chart: args.chart,
        release: system,
        place,
        values: harborValues({
          ...args,
          host: this.host,
          secrets: this.secrets.name,
          certificates: { outer: outer.secretName, inner: inner.secretName, tokens: tokens.secretName },
          annotations: Object.fromEntries(scraped),
        }),
        // Its parts share most of what they read, and are few.
        podAnnotations: () => ({
          ...this.secrets.annotations,
          ...database.annotations,
          ...store.annotations,
          ...images.credentials.annotations,
        }),
      },
      {
        parent: this,
        dependsOn: [
          this.secrets.written,
          ...[outer, inner, tokens, database, store, images].map(({ ready }) => ready),
        ],
      },
    )
    this.registerOutputs()
  }

  robot(project: string, place: Place): HarborRobot {
    return new HarborRobot(project, {
      place,
      harbor: this.args.place,
      url: `https://${this.inside}`,
      hosts: [this.host, this.inside],
      image: this.args.setupImage,
      administrator: this.secrets.administrator,
      authority: `${system}-tls`,
      running: this.ready,
      parent: this,
    })
  }

  private part(component: HarborPart, name: string, port: number): Server {
    return { place: this.args.place, name, labels: { app: system, release: system, component }, port }
  }

  private openNetwork(): void {
    const { place, database, store, images } = this.args
    const all = { place, name: system, labels: { app: system, release: system } }
    allowWithin(all, this)
    connect(all, database.server, this)
    connect(all, store.server, this)
    connect(this.part('registry', `${system}-registry`, port), images.server, this)
    connect({ place, name: `${system}-setup`, labels: selectorOf(system, 'setup') }, this.server, this)
  }
}
