import { createHash, randomBytes } from 'node:crypto'
import { isObject, isSecret, isUnknown, type Properties, secret } from '../protocol/properties.ts'
import type { CheckRequest } from '../protocol/provider.ts'
import { autonamed } from './annotations.ts'
import { nameOfUrn } from './objects.ts'

const digits = 8

/** `prefix1a2b3c4d`: the seed makes preview and update agree. */
export function automaticName(prefix: string, seed: Uint8Array): string {
  const random =
    seed.length > 0 ? createHash('sha512').update(seed).digest('hex') : randomBytes(digits).toString('hex')
  return `${prefix}${random.slice(0, digits)}`
}

/** The manager under which a resource's fields are applied: one for each resource, the same in every run. */
export function fieldManagerOf(urn: string): string {
  return `pulumi-kubernetes-${createHash('sha256').update(urn).digest('hex').slice(0, digits)}`
}

/**
 * The inputs with a name: the given one, else that of the present object if it was named so too, else a new one.
 * @returns a reason instead where naming is switched off.
 */
export function named(request: CheckRequest, olds: Properties): Properties | { readonly refused: string } {
  const { news, autonaming } = request
  const wrapped = news.metadata
  const metadata = (isSecret(wrapped) ? wrapped.value : wrapped) ?? {}
  if (!isObject(metadata)) return news
  const given = isSecret(metadata.name) ? metadata.name.value : metadata.name
  if (isUnknown(given) || (typeof given === 'string' && given !== '')) return news
  const old = oldAutomaticName(olds)
  if (old === undefined && autonaming?.mode === 'disable') {
    return { refused: 'has no name, and automatic naming is switched off for this stack: set metadata.name' }
  }
  const { generateName } = metadata
  const prefix = typeof generateName === 'string' && generateName !== '' ? generateName : undefined
  const proposed =
    (prefix === undefined && autonaming?.name) ||
    automaticName(prefix ?? `${nameOfUrn(request.urn)}-`, request.randomSeed)
  const annotations = metadata.annotations
  const complete = {
    ...metadata,
    name: old ?? proposed,
    ...(isUnknown(annotations) || isSecret(annotations)
      ? {}
      : { annotations: { ...(annotations as Properties | undefined), [autonamed]: 'true' } }),
  }
  return { ...news, metadata: isSecret(wrapped) ? secret(complete) : complete }
}

function oldAutomaticName(olds: Properties): string | undefined {
  const metadata = olds.metadata as { name?: string; annotations?: Record<string, string> } | undefined
  return metadata?.annotations?.[autonamed] === 'true' ? metadata.name : undefined
}
