import type { Rendered } from './rendered.ts'

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
}

interface Peer {
  readonly namespaceSelector?: Selector
  readonly podSelector?: Selector
  readonly ipBlock?: { readonly cidr: string }
}

interface Port {
  readonly protocol: string
  readonly port: number
  readonly endPort?: number
}

interface Opening {
  readonly from?: readonly Peer[]
  readonly to?: readonly Peer[]
  readonly ports?: readonly Port[]
}

/**
 * What network policies let through, by namespace, as `bikes -> prod-minio minio/object-store 9000`: what both sides
 * open alike is with the client.
 */
export function connectionsOf(objects: readonly Rendered[]): ReadonlyMap<string, readonly string[]> {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
  const all = (['egress', 'ingress'] as const).flatMap((side) =>
    policies.flatMap((policy) => openedBy(policy, side)),
  )
  const once = new Map(all.toReversed().map((opened) => [opened.exactly, opened]))
  const kept = all.filter((opened) => once.get(opened.exactly) === opened)
  const grouped = Map.groupBy(kept, ({ namespace }) => namespace)
  return new Map([...grouped].map(([namespace, opened]) => [namespace, opened.map(({ line }) => line)]))
}

interface Opened {
  readonly namespace: string
  readonly line: string
  /** The two ends with every label. */
  readonly exactly: string
}

function openedBy({ metadata, spec }: Rendered, side: 'egress' | 'ingress'): Opened[] {
  const namespace = metadata.namespace!
  const here = { podSelector: spec.podSelector }
  const openings: readonly Opening[] = spec[side] ?? []
  return openings.flatMap(({ from, to, ports }) =>
    (from ?? to ?? [{}]).map((peer) => {
      const ends = (side === 'egress' ? [here, peer] : [peer, here]).map((one) => placed(one, namespace))
      const line = `${ends.map(podsOf).join(' -> ')} ${portsOf(ports)}`
      return { namespace, line: line.replaceAll(`${namespace} `, ''), exactly: JSON.stringify([ends, ports]) }
    }),
  )
}

/** Pods that are selected without a namespace are of that of the policy. */
function placed({ namespaceSelector, podSelector, ipBlock }: Peer, namespace: string): Peer {
  if (podSelector === undefined) return { ...(ipBlock && { ipBlock }) }
  const own = { matchLabels: { 'kubernetes.io/metadata.name': namespace } }
  return {
    namespaceSelector: namespaceSelector ?? own,
    podSelector: { matchLabels: podSelector.matchLabels ?? {} },
  }
}

/** A namespace and the pods in it. */
function podsOf({ namespaceSelector, podSelector, ipBlock }: Peer): string {
  if (ipBlock !== undefined) return ipBlock.cidr
  if (podSelector === undefined) return 'anywhere'
  const place = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] ?? 'anywhere'
  return `${place} ${selected(podSelector.matchLabels)}`
}

/** Pods by what they are of, `minio/object-store`, and by all of their labels only where none says that. */
export function selected(labels: Readonly<Record<string, string>> = {}): string {
  const short = telling.flatMap((key) => labels[key] ?? [])
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  return (short.length > 0 ? short.join('/') : all.join()) || 'all'
}

const telling = ['app.kubernetes.io/name', 'app', 'k8s-app', 'app.kubernetes.io/component', 'component']

function portsOf(ports: readonly Port[] = []): string {
  if (ports.length === 0) return 'any port'
  return ports
    .map(
      ({ protocol, port, endPort }) =>
        `${port}${endPort ? `-${endPort}` : ''}${protocol === 'TCP' ? '' : `/${protocol}`}`,
    )
    .join()
}
