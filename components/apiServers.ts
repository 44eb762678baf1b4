import * as k8s from '@pulumi/kubernetes'
import type { ApiServers } from './contracts/servers.ts'

/** The API servers that the cluster itself names, read at each preview and each `up`. */
export function apiServersOfCluster(): ApiServers {
  const { endpoints, ports } = k8s.discovery.v1.EndpointSlice.get('kubernetes', 'default/kubernetes')
  return {
    networks: endpoints.apply((all) =>
      all
        .flatMap(({ addresses }) => addresses)
        .map((address) => `${address}/${address.includes(':') ? 128 : 32}`)
        .toSorted(),
    ),
    port: ports.apply(([{ port }]) => port),
  }
}
