import type { DeleteRequest } from '../protocol/provider.ts'
import { deletionPropagation, isSet, timeoutOf } from './annotations.ts'
import { awaitGone } from './await/gone.ts'
import { isNotFound, UnknownKind } from './errors.ts'
import { identityFrom, type KubernetesObject } from './objects.ts'
import { get, type Session } from './session.ts'
import { declaredBy, liveIn } from './state.ts'

/** Deletes the object with what depends on it, and waits until it is gone. What is gone already is no error. */
export async function deleteResource(session: Session, request: DeleteRequest): Promise<void> {
  const { urn, id, oldInputs, oldOutputs } = request
  const declared = Object.keys(oldInputs).length > 0 ? declaredBy(oldInputs).object : liveIn(oldOutputs)
  try {
    const live = await get(session, identityFrom(urn, id))
    if (live === undefined) return
    await session.api({
      method: 'DELETE',
      path: await session.discovery.path(identityFrom(urn, id)),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: deletionPropagation(declared),
        preconditions: { uid: live.metadata.uid },
      },
    })
    if (!isSet(declared, 'skipAwait')) await gone(session, live, declared, request)
    if (live.kind === 'CustomResourceDefinition') session.discovery.forget()
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof UnknownKind)) throw error
  } finally {
    await session.log.status('', urn)
  }
}

async function gone(
  session: Session,
  live: KubernetesObject,
  declared: KubernetesObject,
  { timeout, urn }: DeleteRequest,
) {
  await awaitGone(session, live, timeoutOf(declared, timeout), urn)
}
