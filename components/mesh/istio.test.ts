import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Certificates } from '../contracts/certificates.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { Istio } from './istio.ts'

const chart = (name: string) => ({ chart: `charts/${name}-1.30.3.tgz`, version: '1.30.3' })
const certificates: Certificates = {
  certificate: (name, place) => ({ secretName: `${name}-tls`, ready: place.ready }),
  issuer: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'prod-authority' },
  ready: examplePlace('prod-cert-manager').ready,
}
const server = (place: Place, name: string, port: number) => ({
  place,
  name,
  labels: { 'app.kubernetes.io/name': name },
  port,
})

interface Built {
  readonly objects: readonly Rendered[]
  readonly urls: readonly string[]
}

/** A mesh with one workload in it, and one system that is reached by its gateway only. */
async function build(replicas = 2, nodePort?: number): Promise<Built> {
  const urls: string[] = []
  const objects = await rendered(() => {
    const istio = new Istio({
      place: examplePlace('prod-istio', { environment: 'prod', owner: 'platform' }),
      charts: { base: chart('base'), istiod: chart('istiod'), gateway: chart('gateway') },
      mirror: { registry: 'harbor.example.org/mirror', digests: {} },
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      certificates,
      metrics: undefined,
      interception: examplePlace('prod-istio-cni').ready,
      domain: 'prod.example.org',
      size: { replicas, cpu: '500m', memory: '2Gi' },
      proxy: { cpu: '50m', memory: '128Mi' },
      nodePort,
    })
    const bikes = istio.join(examplePlace('prod-bikes'))
    const system = examplePlace('prod-minio')
    const at = (place: Place, service: string, port: number) =>
      istio.expose(server(place, service, port), { namespace: place.namespace, service, port }, service)
    urls.push(at(bikes, 'bikes', 8080), at(system, 'minio', 9000))
  })
  return { objects, urls }
}

let built: Built
beforeAll(async () => {
  built = await build()
})

describe('the mesh', () => {
  test('takes no connection without mutual TLS', () => {
    const { metadata, spec } = only(built.objects, 'PeerAuthentication', 'default')
    expect([metadata.namespace, spec]).toEqual(['prod-istio', { mtls: { mode: 'STRICT' } }])
  })

  test('gives every proxy of a namespace the way to istiod, and to nothing else', () => {
    const { metadata, spec } = only(built.objects, 'NetworkPolicy', 'proxies-of-prod-bikes-to-istiod')
    expect(metadata.namespace).toBe('prod-bikes')
    expect(spec.podSelector).toEqual({ matchLabels: {} })
    expect(spec.egress[0].ports).toEqual([{ protocol: 'TCP', port: 15012 }])
    expect(only(built.objects, 'NetworkPolicy', 'istiod-from-proxies-of-prod-bikes')).toBeDefined()
  })

  test('lets pods do without the right to change their network', () => {
    expect(only(built.objects, 'Chart', 'istiod').values.cni).toEqual({ enabled: true })
  })

  test('names every image whole, so that it is pinned and mirrored wherever it stands', () => {
    const { image, global } = only(built.objects, 'Chart', 'istiod').values
    for (const name of [image, global.proxy.image, global.proxy_init.image])
      expect(name).toMatch(/^registry\.istio\.io\/release\/(pilot|proxyv2):1\.30\.3$/)
  })

  test('has metrics read through the proxies, which learn where the pods show theirs', async () => {
    const scraped: unknown[] = []
    const metrics: Metrics = {
      scrape: ({ port }, path) => {
        scraped.push([port, path])
        return { monitored: 'true' }
      },
    }
    await rendered(() => {
      const istio = Object.create(Istio.prototype) as Istio
      const place = examplePlace('prod-bikes')
      scraped.push(istio.metrics(metrics).scrape(server(place, 'bikes', 8080), '/metrics'))
    })
    expect(scraped).toEqual([
      [15020, '/stats/prometheus'],
      {
        monitored: 'true',
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '8080',
        'prometheus.io/path': '/metrics',
      },
    ])
  })
})

describe('the gateway', () => {
  test('serves the names of the domain by HTTPS, and sends HTTP there', () => {
    const [http, https] = only(built.objects, 'Gateway', 'gateway').spec.servers
    expect(http.tls).toEqual({ httpsRedirect: true })
    expect(https).toMatchObject({
      hosts: ['*.prod.example.org'],
      tls: { mode: 'SIMPLE', credentialName: 'gateway-tls', minProtocolVersion: 'TLSV1_2' },
    })
  })

  test('tells the URL of what it leads to', () => {
    expect(built.urls).toEqual(['https://bikes.prod.example.org', 'https://minio.prod.example.org'])
  })

  test.each([
    ['bikes', 8080, 'ISTIO_MUTUAL'],
    ['minio', 9000, 'DISABLE'],
  ])('leads to %s on port %i by TLS mode %s', (name, port, mode) => {
    const host = `${name}.prod-${name}.svc.cluster.local`
    const { spec } = only(built.objects, 'VirtualService', name)
    expect(spec).toMatchObject({ hosts: [`${name}.prod.example.org`], gateways: ['prod-istio/gateway'] })
    expect(spec.http).toEqual([{ route: [{ destination: { host, port: { number: port } } }] }])
    const rule = only(built.objects, 'DestinationRule', name).spec
    expect([rule.host, rule.trafficPolicy.tls]).toEqual([host, { mode }])
    expect(only(built.objects, 'NetworkPolicy', `${name}-from-gateway`).metadata.namespace).toBe(
      `prod-${name}`,
    )
  })

  test('is reached from anywhere on the ports of its pods, which its Service leads to', () => {
    const open = ['gateway-from-anywhere', 'gateway-http-from-anywhere'].map(
      (name) => only(built.objects, 'NetworkPolicy', name).spec.ingress[0].ports[0].port,
    )
    const { ports } = only(built.objects, 'Chart', 'gateway').values.service
    expect(ports.map(({ targetPort }: { targetPort: number }) => targetPort).toSorted()).toEqual(
      open.toSorted(),
    )
  })

  test('has a load balancer, or the port of the nodes that it is given', async () => {
    expect(only(built.objects, 'Chart', 'gateway').values.service.type).toBe('LoadBalancer')
    const { service } = only((await build(2, 30443)).objects, 'Chart', 'gateway').values
    expect([service.type, service.ports[1].nodePort]).toEqual(['NodePort', 30443])
  })

  test('may lose a replica exactly where there is another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (replicas) => {
        const { values } = only((await build(replicas)).objects, 'Chart', 'gateway')
        expect(values.replicaCount).toBe(replicas)
        expect('podDisruptionBudget' in values).toBe(replicas > 1)
      }),
      { numRuns: 9 },
    )
  })
})
