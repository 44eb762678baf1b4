import { connectionsOf, selected } from './connections.ts'
import { document, golden } from './golden.ts'
import { podTemplates } from './podSecurity.ts'
import type { Rendered } from './rendered.ts'

/** Groups of Kubernetes itself: what their objects say is in the golden of the stack that spells everything out. */
const ownGroup = /^(v1|[a-z]+\/.*|[a-z.]+\.k8s\.io\/.*)$/

/**
 * A stack's objects by namespace and kind: their names, and in one line what a reviewer must see of each: who may reach
 * whom, who may ask the API server for what, what pods run and ask for, what is measured and alerted on. In full only
 * what makes further objects of its own: charts with their values, and custom resources.
 */
export function outline(objects: readonly Rendered[]): string {
  const connections = connectionsOf(objects)
  const names = Object.groupBy(objects, ({ metadata }) => metadata.namespace ?? 'of the cluster')
  const tree = Object.entries(names).map(([namespace, inside = []]) => {
    const { NetworkPolicy: _policies, ...kinds } = Object.groupBy(inside, ({ kind }) => kind)
    const rows = Object.entries(kinds).map(([kind, all = []]) => [kind, rowsOf(kind, all)])
    const open = connections.get(namespace)
    return [namespace, Object.fromEntries([...rows, ...(open ? [['connections', open]] : [])])]
  })
  const full = objects.filter((object) => !isOwn(object) && !(object.kind in lines))
  return `${document(Object.fromEntries(tree))}---\n${golden(full.map(withoutLabels))}`
}

function isOwn({ apiVersion }: Rendered): boolean {
  return ownGroup.test(apiVersion) && !apiVersion.startsWith('helm.sh/')
}

function withoutLabels({ metadata: { labels: _labels, ...metadata }, ...object }: Rendered): Rendered {
  return { ...object, metadata } as Rendered
}

/** The names, each with what it says where that fits a line. */
function rowsOf(kind: string, all: readonly Rendered[]): unknown {
  const line = lines[kind]
  if (line === undefined) return all.map(({ metadata }) => metadata.name)
  return Object.fromEntries(all.map((object) => [object.metadata.name, line(object)]))
}

/** What is said of one object, by its kind. */
const lines: Readonly<Record<string, (object: Rendered) => unknown>> = {
  ClusterRole: rulesOf,
  ClusterRoleBinding: bindingOf,
  CronJob: (object) => `${object.spec.schedule}: ${podsOf(object)}`,
  DaemonSet: podsOf,
  Deployment: (object) => `${object.spec.replicas} of ${podsOf(object)}`,
  PodMonitor: monitorOf,
  PrometheusRule: ({ spec }) =>
    spec.groups.flatMap(({ rules }: { rules: { alert: string }[] }) => rules.map(({ alert }) => alert)),
  Role: rulesOf,
  RoleBinding: bindingOf,
  StatefulSet: (object) => `${object.spec.replicas} of ${podsOf(object)}`,
}

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

function rulesOf({ rules }: Rendered): string[] {
  return rules.map(({ apiGroups, resources, resourceNames = [], verbs }: Rule) => {
    const group = apiGroups.map((one) => (one === '' ? 'v1' : one)).join(',')
    return [`${verbs.join(',')} ${group}: ${resources.join(',')}`, ...resourceNames].join(' ')
  })
}

function bindingOf({ roleRef, subjects, metadata }: Rendered): string {
  const who = subjects.map(
    ({ namespace = metadata.namespace, name }: { namespace?: string; name: string }) =>
      `${namespace}/${name}`,
  )
  return `${roleRef.kind} ${roleRef.name} to ${who.join(', ')}`
}

interface Container {
  readonly image: string
  readonly resources: { readonly requests: { readonly cpu: string; readonly memory: string } }
}

function podsOf(object: Rendered): string {
  const containers = podTemplates([object]).flatMap(({ spec }) => [
    ...(spec.initContainers ?? []),
    ...spec.containers,
  ])
  return containers
    .map(({ image, resources: { requests } }: Container) => {
      const name = image.replace(/^.*\/|@.*$/g, '')
      return `${name} (${requests.cpu}, ${requests.memory})`
    })
    .join(', ')
}

/** As `metrics` makes them; any other in full. */
function monitorOf({ spec }: Rendered): unknown {
  const { selector, jobLabel, podMetricsEndpoints, ...more } = spec
  const [{ path, relabelings = [], ...endpoint }] = podMetricsEndpoints
  const [, port] = /^\$1:(\d+)$/.exec(relabelings[0]?.replacement) ?? []
  const rest = { ...more, ...endpoint }
  return port !== undefined && Object.keys(rest).length === 0
    ? `${selected(selector.matchLabels)} :${port}${path}`
    : spec
}
