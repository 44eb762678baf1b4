import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Gateway, Mesh } from '../contracts/mesh.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server, ServiceAddress } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import type { Mirror } from '../mirror.ts'
import { allowFromKubernetesApi, allowKubernetesApi, connect, expose } from '../network.ts'
import {
  baseValues,
  gatewayPorts,
  gatewayValues,
  istiodValues,
  type MeshSize,
  type ProxySize,
} from './istioValues.ts'
import { MeshPlace } from './meshPlace.ts'
import { mergedMetrics, metricsOfProxy } from './proxyMetrics.ts'
import { route } from './route.ts'

export interface IstioArgs {
  readonly place: Place
  readonly charts: {
    readonly base: ChartReference
    readonly istiod: ChartReference
    readonly gateway: ChartReference
  }
  readonly mirror: Mirror
  readonly apiServers: ApiServers
  readonly certificates: Certificates
  readonly metrics: Metrics | undefined
  /** What leads the connections of pods through their proxies. */
  readonly interception: pulumi.Resource
  /** Names below it are served by the gateway. */
  readonly domain: string
  readonly size: MeshSize
  readonly proxy: ProxySize
  /** Port of every node for HTTPS; without it the gateway has a load balancer. */
  readonly nodePort: number | undefined
}

const system = 'istio'
const xdsPort = 15012
const webhookPort = 15017
const istiodMetricsPort = 15014

/**
 * Istio: pods of the namespaces in the mesh speak mutual TLS, and to nobody who does not; and one gateway, by which
 * people and programs outside reach `https://<name>.<domain>`. In the mesh are the namespaces of workloads. The
 * systems are not: their operators, webhooks and databases bring certificates of their own, and are called by an API
 * server that has no proxy.
 */
export class Istio extends pulumi.ComponentResource implements Gateway, Mesh {
  readonly ready: pulumi.Resource
  readonly server: Server
  private readonly args: IstioArgs
  private readonly istiod: Server
  /** Secret with the gateway's certificate and its issuer. */
  private readonly certificate: string
  private readonly joined = new Set<string>()

  constructor(args: IstioArgs) {
    const { place } = args
    super('atoll:mesh:Istio', `${place.ownership.environment}-istio`)
    this.args = args
    this.istiod = { place, name: 'istiod', labels: { istio: 'pilot' }, port: xdsPort }
    this.server = { place, name: 'gateway', labels: { istio: 'gateway' }, port: gatewayPorts.https }
    this.openNetwork(args)
    const installed = this.install(args)
    const certificate = args.certificates.certificate('gateway', place, [`*.${args.domain}`])
    this.certificate = certificate.secretName
    const within = { parent: this, dependsOn: [installed, certificate.ready] }
    customResource(
      {
        ...this.object('security.istio.io/v1', 'PeerAuthentication', 'default'),
        spec: { mtls: { mode: 'STRICT' } },
      },
      within,
    )
    this.ready = customResource(
      {
        ...this.object('networking.istio.io/v1', 'Gateway', 'gateway'),
        spec: entrance(args.domain, certificate.secretName),
      },
      within,
    )
    this.registerOutputs()
  }

  join(place: Place): Place {
    this.joined.add(place.namespace)
    return new MeshPlace(place, this.istiod, this.ready)
  }

  metrics(metrics: Metrics): Metrics {
    return mergedMetrics(metrics)
  }

  expose(server: Server, address: ServiceAddress, host: string): string {
    connect(this.server, server, this)
    const name = `${host}.${this.args.domain}`
    route(
      {
        host: name,
        server,
        address,
        gateway: `${this.args.place.namespace}/gateway`,
        authority: this.certificate,
        inMesh: this.joined.has(server.place.namespace),
      },
      { parent: this, dependsOn: [server.place.ready, this.ready] },
    )
    return `https://${name}`
  }

  /** The definitions of kinds first; the gateway last, whose pods get their proxy from istiod as it starts. */
  private install({
    place,
    charts,
    mirror,
    size,
    proxy,
    interception,
    nodePort,
  }: IstioArgs): pulumi.Resource {
    const { namespace } = place
    const definitions = installChart(
      { chart: charts.base, release: 'istio-base', place, values: baseValues(namespace) },
      { parent: this },
    )
    const istiod = installChart(
      {
        chart: charts.istiod,
        release: 'istiod',
        place,
        values: istiodValues({ namespace, chart: charts.istiod, mirror, size, proxy }),
      },
      { parent: this, dependsOn: [definitions, interception] },
    )
    return installChart(
      { chart: charts.gateway, release: 'gateway', place, values: gatewayValues(size, nodePort) },
      { parent: this, dependsOn: [istiod] },
    )
  }

  private openNetwork({ apiServers, metrics }: IstioArgs): void {
    allowKubernetesApi(this.istiod, apiServers, this)
    allowFromKubernetesApi({ ...this.istiod, port: webhookPort }, apiServers, this)
    connect(this.server, this.istiod, this)
    expose(this.server, this)
    expose({ ...this.server, name: 'gateway-http', port: gatewayPorts.http }, this)
    // The charts annotate their pods with these themselves.
    metrics?.scrape({ ...this.istiod, port: istiodMetricsPort }, '/metrics')
    metrics?.scrape({ ...this.server, port: metricsOfProxy.port }, metricsOfProxy.path)
  }

  private object(apiVersion: string, kind: string, name: string) {
    return { apiVersion, kind, name, place: this.args.place, system }
  }
}

/** HTTPS for every name below the domain, and HTTP that sends there. */
function entrance(domain: string, certificate: string) {
  const hosts = [`*.${domain}`]
  return {
    selector: { istio: 'gateway' },
    servers: [
      { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts, tls: { httpsRedirect: true } },
      {
        port: { number: 443, name: 'https', protocol: 'HTTPS' },
        hosts,
        tls: { mode: 'SIMPLE', credentialName: certificate, minProtocolVersion: 'TLSV1_2' },
      },
    ],
  }
}
