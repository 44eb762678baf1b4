import { kubernetesYaml } from '../../../../kubernetesYaml.ts'
import { isObject } from '../../protocol/properties.ts'
import type { KubernetesObject } from '../objects.ts'

/**
 * The objects of a rendered manifest, lists taken apart.
 * @throws with the document, where one is no Kubernetes object
 */
export function objectsOf(manifest: string): KubernetesObject[] {
  return kubernetesYaml(manifest).flatMap(flat)
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
