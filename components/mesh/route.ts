import type { Input, Resource } from '@pulumi/pulumi'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'

export interface RouteArgs {
  /** Full name that clients ask for. */
  readonly host: string
  readonly server: Server
  readonly address: ServiceAddress
  /** The gateway that takes the requests, as `namespace/name`. */
  readonly gateway: string
  /** A Secret beside the gateway, by whose authority the certificates of servers are checked. */
  readonly authority: string
  /** Whether the server's pods have proxies. */
  readonly inMesh: boolean
}

const apiVersion = 'networking.istio.io/v1'

/** Leads what the gateway gets for a name to a Service, past replicas that keep failing. */
export function route(
  { host, server, address, gateway, authority, inMesh }: RouteArgs,
  options: { readonly parent: Resource; readonly dependsOn: Input<Resource>[] },
): void {
  const { place, name } = server
  const service = `${address.service}.${address.namespace}.svc.cluster.local`
  const object = { apiVersion, name, place, system: name }
  customResource(
    {
      ...object,
      kind: 'DestinationRule',
      spec: {
        host: service,
        trafficPolicy: {
          tls: tlsTo(address, authority, inMesh),
          loadBalancer: { simple: 'ROUND_ROBIN' },
          outlierDetection: {
            consecutive5xxErrors: 5,
            interval: '10s',
            baseEjectionTime: '30s',
            maxEjectionPercent: 50,
          },
        },
      },
    },
    options,
  )
  customResource(
    {
      ...object,
      kind: 'VirtualService',
      spec: {
        hosts: [host],
        gateways: [gateway],
        http: [{ route: [{ destination: { host: service, port: { number: address.port } } }] }],
      },
    },
    options,
  )
}

function tlsTo({ tlsName }: ServiceAddress, authority: string, inMesh: boolean) {
  if (inMesh) return { mode: 'ISTIO_MUTUAL' }
  if (tlsName === undefined) return { mode: 'DISABLE' }
  return { mode: 'SIMPLE', credentialName: authority, sni: tlsName, subjectAltNames: [tlsName] }
}
