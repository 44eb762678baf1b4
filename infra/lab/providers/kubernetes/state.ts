import {
  isObject,
  type Path,
  type Properties,
  plain,
  secret,
  withoutSecrets,
  withSecrets,
} from '../protocol/properties.ts'
import { fieldManagerOf } from './naming.ts'
import type { KubernetesObject } from './objects.ts'

/** What a program declared: the object to apply, and which of its parts are secret. */
export interface Declared {
  readonly object: KubernetesObject
  readonly secrets: readonly Path[]
}

export function declaredBy(properties: Properties): Declared {
  const { value, secrets } = withoutSecrets(properties)
  return { object: serverNames(value) as KubernetesObject, secrets }
}

/**
 * The state kept of an object, in the published provider's form: the live object, and under `__` names what was
 * declared and under which manager it was applied. Everything in a Secret is secret, and what was secret in the inputs.
 */
export function checkpoint(declared: Declared, live: KubernetesObject, fieldManager: string): Properties {
  const { managedFields: _, ...metadata } = live.metadata
  const outputs = sdkNames({ ...live, metadata }) as Properties
  const inputs = sdkNames(declared.object) as Properties
  return {
    ...secretFields(withSecrets(outputs, declared.secrets) as Properties),
    __inputs: secretFields(withSecrets(inputs, declared.secrets) as Properties),
    __initialApiVersion: declared.object.apiVersion,
    __fieldManager: fieldManager,
  }
}

/** The live object in the state. */
export function liveIn(outputs: Properties): KubernetesObject {
  const fields = Object.entries(plain(outputs)).filter(([key]) => !key.startsWith('__'))
  return serverNames(Object.fromEntries(fields)) as KubernetesObject
}

export function fieldManagerIn(outputs: Properties | undefined, urn: string): string {
  const kept = outputs?.__fieldManager
  return typeof kept === 'string' && kept !== '' ? kept : fieldManagerOf(urn)
}

/** The data of a Secret marked as such, whoever wrote it. */
export function secretFields(properties: Properties): Properties {
  if (properties.kind !== 'Secret' || properties.apiVersion !== 'v1') return properties
  const marked = { ...properties }
  for (const field of ['data', 'stringData']) {
    if (marked[field] !== undefined) marked[field] = secret(marked[field])
  }
  return marked
}

/** The SDK cannot have dashes in names: `x_kubernetes_list_type` stands for `x-kubernetes-list-type`. */
const serverNames = (value: unknown) =>
  renamed(value, (key) => (key.startsWith('x_kubernetes_') ? key.replaceAll('_', '-') : key))

const sdkNames = (value: unknown) =>
  renamed(value, (key) => (key.startsWith('x-kubernetes-') ? key.replaceAll('-', '_') : key))

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [rename(key), renamed(field, rename)]),
  )
}
