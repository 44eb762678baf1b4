import { ownerOf, versionsIn } from '../foreign.ts'
import { describe, identityOf } from '../objects.ts'
import { get, type Session } from '../session.ts'
import { objectsOf } from './manifest.ts'

interface Release {
  readonly release: string
  readonly namespace: string
}

/**
 * Refuses a release whose definitions of kinds are there in another version. Helm would pass over one below `crds` in
 * silence, and leave the release with kinds that it does not know.
 */
export async function requireDefinitions(
  session: Session,
  manifest: string,
  { release, namespace }: Release,
): Promise<void> {
  const definitions = objectsOf(manifest).filter(({ kind }) => kind === 'CustomResourceDefinition')
  for (const definition of definitions) {
    const present = await get(session, identityOf(definition))
    if (present === undefined || versionsIn(present) === versionsIn(definition)) continue
    const { annotations = {} } = present.metadata
    const isOwn =
      annotations['meta.helm.sh/release-name'] === release &&
      annotations['meta.helm.sh/release-namespace'] === namespace
    if (isOwn) continue
    throw new Error(
      `${describe(identityOf(definition))} already exists, with ${versionsIn(present)} where the release ` +
        `${namespace}/${release} has ${versionsIn(definition)}; it belongs to ${ownerOf(present)}. Remove it with ` +
        'all objects of its kind, or bring it to that version, then run this again.',
    )
  }
}
