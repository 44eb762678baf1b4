import * as k8s from '@pulumi/kubernetes'
import { output, type Resource } from '@pulumi/pulumi'
import type { ApiServers, Pods, Server } from './contracts/servers.ts'
import { labelsOf } from './labels.ts'

/** Lets `client` reach `server`: out of the one's namespace and into the other's, on this port only. */
export function connect(client: Pods, server: Server, parent: Resource): void {
  const ports = [{ protocol: 'TCP', port: server.port }]
  policy(client, `${client.name}-to-${server.name}`, parent, {
    policyTypes: ['Egress'],
    egress: [{ to: [peer(server)], ports }],
  })
  policy(server, `${server.name}-from-${client.name}`, parent, {
    policyTypes: ['Ingress'],
    ingress: [{ from: [peer(client)], ports }],
  })
}

/** Lets anyone who reaches a node reach `server`: what a node port is for. */
export function expose(server: Server, parent: Resource): void {
  policy(server, `${server.name}-from-anywhere`, parent, {
    policyTypes: ['Ingress'],
    ingress: [{ ports: [{ protocol: 'TCP', port: server.port }] }],
  })
}

/** Lets anyone who reaches a node reach `server` on any port from its own to `last`. */
export function exposeRange(server: Server, last: number, parent: Resource): void {
  policy(server, `${server.name}-from-anywhere`, parent, {
    policyTypes: ['Ingress'],
    ingress: [{ ports: [{ protocol: 'TCP', port: server.port, endPort: last }] }],
  })
}

/** Lets `client` reach the Kubernetes API: policies see where its Service leads, not the Service. */
export function allowKubernetesApi(client: Pods, { networks, port }: ApiServers, parent: Resource): void {
  const blocks = output(networks).apply((all) => all.map((cidr) => ({ ipBlock: { cidr } })))
  policy(client, `${client.name}-to-kubernetes`, parent, {
    policyTypes: ['Egress'],
    egress: [{ to: blocks, ports: [{ protocol: 'TCP', port }] }],
  })
}

/** Lets the Kubernetes API call `server`, as it calls a webhook. */
export function allowFromKubernetesApi(server: Server, { networks }: ApiServers, parent: Resource): void {
  const blocks = output(networks).apply((all) => all.map((cidr) => ({ ipBlock: { cidr } })))
  policy(server, `${server.name}-from-kubernetes`, parent, {
    policyTypes: ['Ingress'],
    ingress: [{ from: blocks, ports: [{ protocol: 'TCP', port: server.port }] }],
  })
}

/** A service outside of the cluster, as the addresses that it may have. */
export interface Outside {
  readonly networks: readonly string[]
  readonly port: number
}

/** Lets `client` reach a service outside of the cluster, called `what`. */
export function allowOutside(
  client: Pods,
  what: string,
  { networks, port }: Outside,
  parent: Resource,
): void {
  policy(client, `${client.name}-outside-${what}`, parent, {
    policyTypes: ['Egress'],
    egress: [{ to: networks.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ protocol: 'TCP', port }] }],
  })
}

/** Lets `client` reach these ports anywhere: nodes are no pods, and come and go, so that no policy can name them. */
export function allowPorts(client: Pods, ports: readonly number[], parent: Resource): void {
  policy(client, `${client.name}-out`, parent, {
    policyTypes: ['Egress'],
    egress: [{ ports: ports.map((port) => ({ protocol: 'TCP', port })) }],
  })
}

/** Lets the pods of one namespace reach each other. */
export function allowWithin(pods: Pods, parent: Resource): void {
  const others = [{ podSelector: {} }]
  policy(pods, `${pods.name}-within`, parent, {
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: others }],
    egress: [{ to: others }],
  })
}

function policy(
  pods: Pods,
  name: string,
  parent: Resource,
  spec: Omit<k8s.types.input.networking.v1.NetworkPolicySpec, 'podSelector'>,
): void {
  new k8s.networking.v1.NetworkPolicy(
    `${pods.place.namespace}/${name}`,
    {
      metadata: {
        name,
        namespace: pods.place.namespace,
        labels: labelsOf(pods.place.ownership, pods.labels['app.kubernetes.io/name'] ?? pods.name, 'network'),
      },
      spec: { podSelector: { matchLabels: pods.labels }, ...spec },
    },
    { parent, dependsOn: pods.place.ready },
  )
}

function peer({ place, labels }: Pods) {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': place.namespace } },
    podSelector: { matchLabels: labels },
  }
}
