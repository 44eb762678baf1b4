import { isObject, type Path, type Properties } from '../protocol/properties.ts'

/** A Kubernetes object of any kind, as JSON. */
export interface KubernetesObject extends Properties {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Metadata
}

export interface Metadata extends Properties {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly generation?: number
  readonly deletionTimestamp?: string
  readonly finalizers?: readonly string[]
  readonly managedFields?: readonly { readonly manager: string; readonly operation: string }[]
}

export interface Identity {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}

export function identityOf({ apiVersion, kind, metadata: { namespace, name } }: KubernetesObject): Identity {
  return { apiVersion, kind, namespace, name }
}

/** `Deployment loc-ml/mlflow`. */
export function describe({ kind, namespace, name }: Identity): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`
}

/** The id in the state, as the published provider writes it: `namespace/name` or `name`. */
export function idOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return namespace ? `${namespace}/${name}` : name
}

/** The object that a resource's urn and id mean. */
export function identityFrom(urn: string, id: string): Identity {
  const { apiVersion, kind } = kindOfUrn(urn)
  const slash = id.indexOf('/')
  return slash < 0
    ? { apiVersion, kind, name: id }
    : { apiVersion, kind, namespace: id.slice(0, slash), name: id.slice(slash + 1) }
}

/** `urn:pulumi:loc::atoll::parent$kubernetes:apps/v1:Deployment::name` -> apps/v1, Deployment. */
export function kindOfUrn(urn: string): { readonly apiVersion: string; readonly kind: string } {
  const token = typeOfUrn(urn)
  const [, group = '', kind = ''] = token.split(':')
  return { apiVersion: group.replace(/^core\//, ''), kind }
}

export function typeOfUrn(urn: string): string {
  const type = urn.split('::')[2] ?? ''
  return type.slice(type.lastIndexOf('$') + 1)
}

export function nameOfUrn(urn: string): string {
  return urn.split('::').slice(3).join('::')
}

/** What is at a path, or undefined. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, step) => {
    if (Array.isArray(node)) return node[step as number]
    return isObject(node) ? node[step] : undefined
  }, value)
}

const serverManaged = [
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]

/** The object without what only the server sets: what two versions of it can be compared by. */
export function withoutServerFields(object: KubernetesObject): KubernetesObject {
  const { status: _, ...rest } = object
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([key]) => !serverManaged.includes(key)),
  ) as Metadata
  return { ...rest, metadata } as KubernetesObject
}
