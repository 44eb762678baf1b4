import { Document, isCollection, visit } from 'yaml'
import type { Rendered } from './rendered.ts'

const everywhere = [
  'app.kubernetes.io/instance',
  'app.kubernetes.io/part-of',
  'app.kubernetes.io/managed-by',
  'owner',
]

/**
 * Objects as YAML that is short enough to review: small maps and lists on one line, without the labels that every
 * object has.
 */
export function golden(objects: readonly Rendered[]): string {
  return objects.map((object) => document(withoutCommonLabels(object))).join('---\n')
}

function withoutCommonLabels(object: Rendered): unknown {
  return JSON.parse(JSON.stringify(object), (key, value) =>
    key === 'labels'
      ? Object.fromEntries(Object.entries(value).filter(([name]) => !everywhere.includes(name)))
      : value,
  )
}

function document(value: unknown): string {
  const yaml = new Document(value)
  visit(yaml, {
    Collection(_key, node) {
      if (isCollection(node) && JSON.stringify(node).length < 100) node.flow = true
    },
  })
  return yaml.toString({ lineWidth: 120, flowCollectionPadding: true, blockQuote: 'literal' })
}

/** Groups of Kubernetes itself: what their objects say is in the golden of the stack that spells everything out. */
const ownGroup = /^(v1|[a-z]+\/.*|[a-z.]+\.k8s\.io\/.*)$/

/**
 * The names of a stack's objects by namespace and kind, and in full only what makes further objects of its own: charts
 * with their values, and custom resources.
 */
export function outline(objects: readonly Rendered[]): string {
  const full = objects.filter(
    ({ apiVersion }) => !ownGroup.test(apiVersion) || apiVersion.startsWith('helm.sh/'),
  )
  const names = Object.groupBy(objects, ({ metadata }) => metadata.namespace ?? 'of the cluster')
  const tree = Object.entries(names).map(([namespace, inside = []]) => {
    const kinds = Object.entries(Object.groupBy(inside, ({ kind }) => kind))
    return [namespace, Object.fromEntries(kinds.map(([kind, all = []]) => [kind, all.map(nameOf)]))]
  })
  return `${document(Object.fromEntries(tree))}---\n${golden(full)}`
}

function nameOf({ metadata }: Rendered): string {
  return metadata.name
}
