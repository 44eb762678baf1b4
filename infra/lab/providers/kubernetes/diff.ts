import { containsUnknown, formatPath, type Properties } from '../protocol/properties.ts'
import type { Difference } from '../protocol/provider.ts'
import { isSet } from './annotations.ts'
import { tryApply } from './apply.ts'
import { type Change, changesBetween, touches } from './compare.ts'
import { UnknownKind, Unreachable } from './errors.ts'
import { identityOf, type KubernetesObject, withoutServerFields } from './objects.ts'
import { changesAt, refusedFields, replacingChanges } from './replacement.ts'
import { get, type Session } from './session.ts'

export interface Versions {
  readonly oldInputs: KubernetesObject
  readonly live: KubernetesObject
  readonly news: KubernetesObject
}

const none: Difference = { changed: false, deleteBeforeReplace: false, details: {} }

/**
 * How the declared object differs from the one in the cluster. Unchanged inputs are not asked about; for changed ones
 * the server says what it would make of them, so that `1000m` beside `1` or a spelled-out default is no difference.
 */
export async function diffObject(
  session: Session | undefined,
  versions: Versions,
  fieldManager: string,
): Promise<Difference> {
  const { oldInputs, live, news } = versions
  const identity = identityChanges(versions, session?.cluster.namespace ?? 'default')
  if (identity.length > 0) return difference(identity, identity, versions)
  const changes = changesBetween(oldInputs, news).filter(
    ({ path }) => path.join('.') !== 'metadata.namespace',
  )
  if (changes.length === 0) return none
  if (session === undefined || containsUnknown(news)) {
    return difference(changes, replacingChanges(live, changes), versions)
  }
  try {
    return await diffByServer(session, versions, changes, fieldManager)
  } catch (error) {
    const refused = refusedFields(error)
    if (refused !== undefined) return difference(changes, changesAt(refused, changes), versions)
    const unasked = error instanceof Unreachable || error instanceof UnknownKind
    return difference(changes, unasked ? replacingChanges(live, changes) : [], versions)
  }
}

async function diffByServer(
  session: Session,
  versions: Versions,
  changes: readonly Change[],
  fieldManager: string,
): Promise<Difference> {
  const { news } = versions
  const force = isSet(news, 'patchForce') || session.forceConflicts
  const [current, planned] = await Promise.all([
    get(session, identityOf(news)),
    tryApply(session, news, { fieldManager, force, dryRun: true }),
  ])
  if (current === undefined) return difference(changes, [], versions)
  const effects = changesBetween(withoutServerFields(current), withoutServerFields(planned.object))
  if (effects.length === 0) return none
  const visible = changes.filter(({ path }) => effects.some((effect) => touches(effect.path, path)))
  if (visible.length > 0) return difference(visible, [], versions)
  return difference(effects, [], versions, false)
}

/** Another group, kind, name or namespace is another object. */
function identityChanges({ live, news }: Versions, defaultNamespace: string): Change[] {
  const group = (apiVersion: string) => (apiVersion.includes('/') ? apiVersion.split('/')[0] : '')
  const namespaced = live.metadata.namespace !== undefined
  const differs = {
    apiVersion: group(live.apiVersion) !== group(news.apiVersion),
    kind: live.kind !== news.kind,
    'metadata.name': news.metadata.name !== undefined && live.metadata.name !== news.metadata.name,
    'metadata.namespace':
      namespaced && live.metadata.namespace !== (news.metadata.namespace ?? defaultNamespace),
  }
  return Object.entries(differs)
    .filter(([, changed]) => changed)
    .map(([path]) => ({ path: path.split('.'), kind: 'update' }))
}

function difference(
  changes: readonly Change[],
  replacing: readonly Change[],
  { live, news }: Versions,
  input = true,
): Difference {
  const sameName = live.metadata.name === news.metadata.name
  const samePlace =
    (live.metadata.namespace ?? '') === (news.metadata.namespace ?? live.metadata.namespace ?? '')
  return {
    changed: true,
    deleteBeforeReplace: replacing.length > 0 && !isSet(news, 'autonamed') && sameName && samePlace,
    details: Object.fromEntries(
      changes.map((change) => [
        formatPath(change.path),
        { kind: change.kind, replace: replacing.includes(change), input },
      ]),
    ),
  }
}

/** Whether a replaced kubeconfig leads to another cluster, whose objects are others. */
export function clusterMoved(
  olds: Properties,
  news: Properties,
  serverOf: (config: Properties) => string | undefined,
): boolean {
  const [before, after] = [serverOf(olds), serverOf(news)]
  return before !== undefined && after !== undefined && before !== after
}
