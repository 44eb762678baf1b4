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

/** YAML whose small maps and lists are on one line. */
export function document(value: unknown): string {
  const yaml = new Document(value)
  visit(yaml, {
    Collection(_key, node) {
      if (isCollection(node) && JSON.stringify(node).length < 100) node.flow = true
    },
  })
  return yaml.toString({ lineWidth: 120, flowCollectionPadding: true, blockQuote: 'literal' })
}
