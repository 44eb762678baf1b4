import { at, describe, identityOf, type KubernetesObject } from '../objects.ts'

const dependsOn = 'config.kubernetes.io/depends-on'

/**
 * What each object of a chart waits for, by index: the definition of its kind, its namespace, and what it names in the
 * annotation `config.kubernetes.io/depends-on`, as the published provider has it.
 */
export function dependenciesOf(objects: readonly KubernetesObject[]): number[][] {
  const definitions = new Map<string, number>()
  const namespaces = new Map<string, number>()
  const references = new Map<string, number>()
  for (const [index, object] of objects.entries()) {
    const { kind, metadata } = object
    if (kind === 'CustomResourceDefinition')
      definitions.set(`${at(object, ['spec', 'group'])}/${at(object, ['spec', 'names', 'kind'])}`, index)
    if (kind === 'Namespace') namespaces.set(metadata.name, index)
    references.set(referenceTo(object), index)
  }
  const dependencies = objects.map((object) => {
    const { kind, metadata } = object
    const explicit = (metadata.annotations?.[dependsOn] ?? '').split(',').filter((text) => text.trim() !== '')
    const missing = explicit.find((reference) => !references.has(reference.trim()))
    if (missing !== undefined)
      throw new Error(`${describe(identityOf(object))} depends on ${missing}, which the chart does not have.`)
    return [
      definitions.get(`${groupOf(object)}/${kind}`),
      metadata.namespace === undefined ? undefined : namespaces.get(metadata.namespace),
      ...explicit.map((reference) => references.get(reference.trim())),
    ].filter((index) => index !== undefined)
  })
  requireOrder(dependencies, objects)
  return dependencies
}

/** @throws when objects wait for each other */
function requireOrder(dependencies: readonly number[][], objects: readonly KubernetesObject[]): void {
  const ordered = new Set<number>()
  const visit = (index: number, path: readonly number[]): void => {
    if (ordered.has(index)) return
    if (path.includes(index)) {
      const names = [...path, index].map((step) => describe(identityOf(objects[step]!)))
      throw new Error(`Objects of the chart wait for each other: ${names.join(' -> ')}.`)
    }
    for (const dependency of dependencies[index]!) visit(dependency, [...path, index])
    ordered.add(index)
  }
  for (const index of objects.keys()) visit(index, [])
}

/** `group/namespaces/namespace/kind/name`, or `group/kind/name` of what is in no namespace. */
function referenceTo(object: KubernetesObject): string {
  const { namespace, name } = object.metadata
  const place = namespace === undefined ? [] : ['namespaces', namespace]
  return [groupOf(object), ...place, object.kind, name].join('/')
}

function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''
}
