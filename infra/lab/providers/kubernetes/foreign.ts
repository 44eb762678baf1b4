import { isSet } from './annotations.ts'
import { isOurs } from './apply.ts'
import { at, describe, identityOf, type KubernetesObject } from './objects.ts'
import { get, type Session } from './session.ts'

type Owned = Pick<KubernetesObject, 'metadata'>

/** What others in the cluster count on: taken over only when whoever owns it hands it over. */
const shared = ['CustomResourceDefinition', 'Namespace']

/** Who made an object, in words, as far as it tells. */
export function ownerOf({ metadata: { labels = {}, annotations = {}, managedFields = [] } }: Owned): string {
  const release = annotations['meta.helm.sh/release-name']
  if (release !== undefined)
    return `the Helm release ${annotations['meta.helm.sh/release-namespace']}/${release}`
  const instance = labels['app.kubernetes.io/instance']
  if (labels['app.kubernetes.io/part-of'] === 'atoll' && instance !== undefined)
    return `stack ${instance} of Atoll`
  const others = [...new Set(managedFields.map(({ manager }) => JSON.stringify(manager)))]
  return others.length === 0 ? 'nobody that can be told' : `whoever uses ${others.join(' and ')}`
}

/** Whether the owner of an object hands it over, by an annotation on it. */
export function isHandedOver(object: Owned): boolean {
  return isSet(object as KubernetesObject, 'patchForce')
}

/** What its owner says to hand an object over. */
export function handOver({ kind, metadata: { namespace, name } }: KubernetesObject): string {
  const within = namespace === undefined ? '' : ` -n ${namespace}`
  return `kubectl annotate ${kind.toLowerCase()}${within} ${name} pulumi.com/patchForce=true`
}

/**
 * Refuses an object that is there and that somebody else has made, unless it is to be taken over.
 * @returns whether its fields are to be taken over
 */
export function requireOurs(
  session: Session,
  present: KubernetesObject,
  declared: KubernetesObject,
  fieldManager: string,
): boolean {
  const forced = session.forceConflicts && !shared.includes(declared.kind)
  if (isSet(declared, 'patchForce') || isHandedOver(present) || forced) return true
  if (isOurs(present, fieldManager)) return false
  throw new Error(
    `${describe(identityOf(declared))} already exists${versionsOf(present, declared)} and does not belong to this ` +
      `stack, but to ${ownerOf(present)}. Remove that one or leave this one out; or have it handed over: ` +
      `\`${handOver(present)}\`, then run this again.`,
  )
}

/** As `requireOurs`, of the object that is there now, if there is one. */
export async function requireFree(
  session: Session,
  declared: KubernetesObject,
  fieldManager: string,
): Promise<void> {
  const present = await get(session, identityOf(declared))
  if (present !== undefined && present.metadata.deletionTimestamp === undefined)
    requireOurs(session, present, declared, fieldManager)
}

/** Of a definition the versions that are there and those that would be, with the release that it is of. */
function versionsOf(present: KubernetesObject, declared: KubernetesObject): string {
  if (declared.kind !== 'CustomResourceDefinition') return ''
  const [there, here] = [versionsIn(present), versionsIn(declared)]
  return there === here ? `, with ${there} as here,` : `, with ${there} where this stack has ${here},`
}

export function versionsIn(definition: KubernetesObject): string {
  const versions = at(definition, ['spec', 'versions']) as readonly { name: string }[]
  const names = versions.map(({ name }) => name).join(', ')
  const { labels = {} } = definition.metadata
  const release = labels['helm.sh/chart'] ?? labels['app.kubernetes.io/version']
  return release === undefined ? names : `${names} (${release})`
}
