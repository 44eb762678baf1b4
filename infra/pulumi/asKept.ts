import { readinessNow } from '../lab/providers/kubernetes/await/await.ts'
import { changesBetween } from '../lab/providers/kubernetes/compare.ts'
import { identityFrom, withoutServerFields } from '../lab/providers/kubernetes/objects.ts'
import { get, openSession, type Session } from '../lab/providers/kubernetes/session.ts'
import { liveIn } from '../lab/providers/kubernetes/state.ts'
import type { Resource } from './pending.ts'

const nobody = { log: async () => {}, status: async () => {} }

/**
 * Whether a refresh would find every resource as the state has it, and ready: nobody has written more of an object than
 * its status. Of charts that cannot be told, as what they are made of lies elsewhere; nor of a cluster that does not
 * answer, of which the engine tells more.
 */
export async function areAsKept(
  resources: readonly Resource[],
  kubeconfig: string | undefined,
): Promise<boolean> {
  const outside = resources.filter(({ custom, type }) => isOfHelm(type) || (custom && !isOfTheEngine(type)))
  if (!outside.every(isOneObject)) return false
  try {
    const session = openSession({ kubeconfig, forceConflicts: false }, nobody, new AbortController().signal)
    return !(await Promise.all(outside.map((resource) => isAsKept(session, resource)))).includes(false)
  } catch {
    return false
  }
}

/** Providers and random values are nowhere but in the state. */
const isOfTheEngine = (type: string) => /^(pulumi|random):/.test(type)
const isOfHelm = (type: string) => type.startsWith('kubernetes:helm.sh/')

function isOneObject({ type, id, delete: leaving, initErrors = [] }: Resource): boolean {
  const known = type.startsWith('kubernetes:') && !isOfHelm(type)
  return known && id !== undefined && leaving !== true && initErrors.length === 0
}

async function isAsKept(session: Session, { urn, id, outputs }: Resource): Promise<boolean> {
  const live = await get(session, identityFrom(urn, id!))
  if (live === undefined) return false
  const kept = liveIn({ ...outputs })
  const same =
    live.metadata.resourceVersion === kept.metadata.resourceVersion ||
    changesBetween(withoutServerFields(kept), withoutServerFields(live)).length === 0
  return same && (await readinessNow(session, live)).state === 'ready'
}
