import { parseAllDocuments } from 'yaml'
import { isObject } from '../../protocol/properties.ts'
import type { KubernetesObject } from '../objects.ts'

/** Types of YAML 1.1 that Kubernetes' own reader does not have: `12:30` and a date are texts. */
const foreign = new Set(['tag:yaml.org,2002:timestamp'])

/**
 * The objects of a rendered manifest, lists taken apart.
 * @throws with the document, where one is no Kubernetes object
 */
export function objectsOf(manifest: string): KubernetesObject[] {
  const documents = parseAllDocuments(manifest, {
    version: '1.1',
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === 'string' || (!foreign.has(tag.tag) && tag.format !== 'TIME')),
  })
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document, index) => {
    const [error] = document.errors
    if (error !== undefined) throw new Error(`document ${index + 1} of the manifest: ${error.message}`)
    const value: unknown = document.toJS({ maxAliasCount: -1 })
    return value === null || value === undefined ? [] : flat(value, index)
  })
}

function flat(value: unknown, index: number): KubernetesObject[] {
  if (!isObject(value) || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string')
    throw new Error(`document ${index + 1} of the manifest has no kind and apiVersion`)
  if (value.kind.endsWith('List') && Array.isArray(value.items))
    return value.items.flatMap((item) => flat(item, index))
  if (!isObject(value.metadata) || typeof value.metadata.name !== 'string')
    throw new Error(`document ${index + 1} of the manifest, a ${value.kind}, has no metadata.name`)
  const { namespace, annotations, labels, ...metadata } = value.metadata
  const present = Object.entries({ namespace, annotations, labels }).filter(([, field]) => field !== null)
  return [
    {
      ...value,
      apiVersion: value.apiVersion.replace(/^core\//, ''),
      metadata: { ...metadata, ...Object.fromEntries(present.filter(([, field]) => field !== undefined)) },
    } as KubernetesObject,
  ]
}
