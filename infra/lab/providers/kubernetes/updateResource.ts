import { containsUnknown, type Properties } from '../protocol/properties.ts'
import { NotReady, type UpdateRequest } from '../protocol/provider.ts'
import { isSet, timeoutOf } from './annotations.ts'
import { apply } from './apply.ts'
import { awaitReady } from './await/await.ts'
import { ApiError, isNotFound, UnknownKind } from './errors.ts'
import { idOf, type KubernetesObject } from './objects.ts'
import type { Session } from './session.ts'
import { checkpoint, declaredBy, fieldManagerIn } from './state.ts'

/** Applies the new inputs and waits, or tells what the server would make of them. */
export async function updateResource(
  session: Session | undefined,
  request: UpdateRequest,
): Promise<Properties> {
  const { urn, news, preview } = request
  const declared = declaredBy(news)
  const { object } = declared
  if (preview && (session === undefined || containsUnknown(object))) return news
  const fieldManager = fieldManagerIn(request.oldOutputs, urn)
  const force = isSet(object, 'patchForce') || session!.forceConflicts
  try {
    const applied = await apply(session!, object, { fieldManager, force, dryRun: preview })
    if (preview) {
      const { status: _, ...planned } = applied.object
      return checkpoint(declared, planned as KubernetesObject, fieldManager)
    }
    for (const warning of applied.warnings) await session!.log.log('warning', warning, urn)
    const outcome = await awaitReady(session!, applied.object, timeoutOf(object, request.timeout), urn)
    if (object.kind === 'CustomResourceDefinition') session!.discovery.forget()
    const outputs = checkpoint(declared, outcome.object, fieldManager)
    if (outcome.problems.length === 0) return outputs
    throw new NotReady(outcome.problems.join('\n'), { id: idOf(outcome.object), outputs }, outcome.problems)
  } catch (error) {
    const unseen =
      isNotFound(error) || error instanceof UnknownKind || (error instanceof ApiError && error.code === 403)
    if (preview && unseen) return news
    throw error
  }
}
