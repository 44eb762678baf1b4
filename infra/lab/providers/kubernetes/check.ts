import { containsUnknown, isObject, isUnknown, type Properties, plain } from '../protocol/properties.ts'
import type { Checked, CheckRequest } from '../protocol/provider.ts'
import { notCovered } from './coverage.ts'
import { named } from './naming.ts'
import { describe, typeOfUrn } from './objects.ts'
import { secretFields } from './state.ts'

/** Whether objects of a kind live in namespaces; undefined where the cluster does not say (yet). */
export type IsNamespaced = (apiVersion: string, kind: string) => Promise<boolean | undefined>

/** Inputs that name their object: with a name, and with a namespace if their kind has one. */
export async function checkInputs(
  request: CheckRequest,
  isNamespaced: IsNamespaced,
  defaultNamespace: string,
): Promise<Checked> {
  const type = typeOfUrn(request.urn)
  const uncovered = notCovered(type)
  if (uncovered !== undefined) return refused(request.news, '', uncovered)
  const given = plain(request.news)
  for (const property of ['apiVersion', 'kind']) {
    const value = given[property]
    if (typeof value !== 'string' || value === '' || isUnknown(value)) {
      return refused(request.news, property, `must be a text that is known before anything is created`)
    }
  }
  if (given.metadata !== undefined && !isObject(given.metadata) && !isUnknown(given.metadata)) {
    return refused(request.news, 'metadata', 'must be an object with a name')
  }
  if (isObject(given.metadata) && isObject(given.metadata.annotations)) {
    const odd = Object.entries(given.metadata.annotations).find(
      ([, value]) => typeof value !== 'string' && !containsUnknown(value),
    )
    if (odd) return refused(request.news, `metadata.annotations["${odd[0]}"]`, 'must be a text')
  }
  const inputs = named(request, plain(request.olds))
  if (typeof inputs.refused === 'string') {
    const name = describe({ apiVersion: '', kind: String(given.kind), name: request.urn.split('::').at(-1)! })
    return refused(request.news, 'metadata.name', `${name} ${inputs.refused}`)
  }
  const scope = await isNamespaced(given.apiVersion as string, given.kind as string)
  return { inputs: secretFields(withNamespace(inputs as Properties, scope, defaultNamespace)), failures: [] }
}

function withNamespace(inputs: Properties, namespaced: boolean | undefined, fallback: string): Properties {
  const { metadata } = inputs
  if (!isObject(metadata) || namespaced === undefined) return inputs
  if (namespaced) return { ...inputs, metadata: { ...metadata, namespace: metadata.namespace || fallback } }
  const { namespace: _, ...rest } = metadata
  return { ...inputs, metadata: rest }
}

function refused(inputs: Properties, property: string, reason: string): Checked {
  return { inputs, failures: [{ property, reason }] }
}
