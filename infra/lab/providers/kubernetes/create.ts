import { setTimeout as sleep } from 'node:timers/promises'
import { isSet, timeoutOf } from './annotations.ts'
import { type Applied, apply } from './apply.ts'
import { awaitGone } from './await/gone.ts'
import { isNotFound, UnknownKind } from './errors.ts'
import { requireOurs } from './foreign.ts'
import { describe, identityOf, type KubernetesObject } from './objects.ts'
import { get, type Session } from './session.ts'

const attempts = 6

/**
 * Makes an object that must not be there yet, unless an interrupted run of ours made it.
 * Its namespace or its kind may still be on their way: tried again for half a minute.
 */
export async function createObject(
  session: Session,
  object: KubernetesObject,
  fieldManager: string,
  urn: string,
): Promise<Applied> {
  for (let attempt = 1; ; attempt++) {
    try {
      const takesOver = await makeRoom(session, object, fieldManager, urn)
      const force = takesOver || isSet(object, 'patchForce') || session.forceConflicts
      return await apply(session, object, { fieldManager, force, dryRun: false })
    } catch (error) {
      const comes = isNotFound(error) || error instanceof UnknownKind
      if (!comes || attempt === attempts) throw error
      await session.log.status(`not yet: ${(error as Error).message}`, urn)
      await sleep(500 * 2 ** attempt, undefined, { signal: session.cancelled })
    }
  }
}

/** Whether fields of what is there are to be taken over. @throws where that is somebody else's */
async function makeRoom(
  session: Session,
  object: KubernetesObject,
  fieldManager: string,
  urn: string,
): Promise<boolean> {
  const identity = identityOf(object)
  const present = await get(session, identity)
  if (present === undefined) return false
  if (present.metadata.deletionTimestamp !== undefined) {
    await session.log.status('waiting until its predecessor is gone', urn)
    await awaitGone(session, present, timeoutOf(object, 0), urn)
    return false
  }
  const takesOver = requireOurs(session, present, object, fieldManager)
  if (!takesOver)
    await session.log.log(
      'info',
      `${describe(identity)} was made by an interrupted run: going on with it`,
      urn,
    )
  return takesOver
}
