import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Server, ServiceAddress } from './contracts/servers.ts'
import type { Labels } from './labels.ts'
import { expose } from './network.ts'

/** A Service has endpoints only when its pods are ready, which other objects wait for. */
export const skipAwait = { 'pulumi.com/skipAwait': 'true' }

export interface ServiceArgs {
  readonly server: Server
  readonly labels: Labels
  readonly nodePort?: number | undefined
  /** What is spoken on the port, which a mesh reads from its name; `http` when absent. */
  readonly protocol?: 'http' | 'tcp'
  readonly parent: Resource
}

/**
 * The Service named after its server, on the port of its pods. Where a node port is given, it is on every node's port
 * too, and whoever reaches a node is let through.
 */
export function service({
  server,
  labels,
  nodePort,
  protocol = 'http',
  parent,
}: ServiceArgs): ServiceAddress {
  const { name, port, place } = server
  if (nodePort !== undefined) expose(server, parent)
  new k8s.core.v1.Service(
    `${place.namespace}/${name}`,
    {
      metadata: { name, namespace: place.namespace, labels, annotations: skipAwait },
      spec: {
        type: nodePort === undefined ? 'ClusterIP' : 'NodePort',
        selector: server.labels,
        ports: [{ name: protocol, port, targetPort: port, ...(nodePort === undefined ? {} : { nodePort }) }],
      },
    },
    { parent, dependsOn: place.ready },
  )
  return {
    namespace: place.namespace,
    service: name,
    port,
    ...(nodePort === undefined ? {} : { nodePort }),
    ...(protocol === 'tcp' ? { protocol } : {}),
  }
}

/**
 * The headless Service `<server>-replicas`: one DNS address for each pod, whether it is ready or not.
 * @returns its name
 */
export function replicasService({
  server,
  labels,
  parent,
}: Omit<ServiceArgs, 'nodePort' | 'protocol'>): string {
  const { port, place } = server
  const name = `${server.name}-replicas`
  new k8s.core.v1.Service(
    `${place.namespace}/${name}`,
    {
      metadata: { name, namespace: place.namespace, labels, annotations: skipAwait },
      spec: {
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector: server.labels,
        ports: [{ name: 'http', port, targetPort: port }],
      },
    },
    { parent, dependsOn: place.ready },
  )
  return name
}

/** What is said to a Service's port from inside the cluster. */
export function url({ service, namespace, port }: ServiceAddress): string {
  return `http://${service}.${namespace}:${port}`
}
