import { containsUnknown, type Properties } from '../protocol/properties.ts'
import { type Created, type CreateRequest, NotReady } from '../protocol/provider.ts'
import { timeoutOf } from './annotations.ts'
import { tryApply } from './apply.ts'
import { awaitReady } from './await/await.ts'
import { createObject } from './create.ts'
import { ApiError, isNotFound, UnknownKind } from './errors.ts'
import { requireFree } from './foreign.ts'
import { fieldManagerOf } from './naming.ts'
import { idOf, type KubernetesObject } from './objects.ts'
import { refusedFields } from './replacement.ts'
import type { Session } from './session.ts'
import { checkpoint, type Declared, declaredBy } from './state.ts'

/** Creates the object and waits for it, or tells what the server would make of it. */
export async function createResource(session: Session | undefined, request: CreateRequest): Promise<Created> {
  const { urn, news } = request
  const declared = declaredBy(news)
  const fieldManager = fieldManagerOf(urn)
  if (request.preview) return { id: '', outputs: await previewed(session, declared, fieldManager, request) }
  const { object, warnings } = await createObject(session!, declared.object, fieldManager, urn)
  for (const warning of warnings) await session!.log.log('warning', warning, urn)
  const outcome = await awaitReady(session!, object, timeoutOf(declared.object, request.timeout), urn)
  if (object.kind === 'CustomResourceDefinition') session!.discovery.forget()
  const outputs = checkpoint(declared, outcome.object, fieldManager)
  const id = idOf(outcome.object)
  if (outcome.problems.length > 0)
    throw new NotReady(outcome.problems.join('\n'), { id, outputs }, outcome.problems)
  return { id, outputs }
}

async function previewed(
  session: Session | undefined,
  declared: Declared,
  fieldManager: string,
  { urn, news }: CreateRequest,
): Promise<Properties> {
  if (session === undefined || containsUnknown(declared.object)) return news
  try {
    const { object, warnings } = await tryApply(session, declared.object, {
      fieldManager,
      force: true,
      dryRun: true,
    })
    for (const warning of warnings) await session.log.log('warning', warning, urn)
    const { managedFields = [] } = object.metadata
    if (managedFields.some(({ manager }) => manager !== fieldManager))
      await requireFree(session, declared.object, fieldManager)
    const { status: _, ...planned } = object
    return checkpoint(declared, planned as KubernetesObject, fieldManager)
  } catch (error) {
    if (error instanceof UnknownKind) {
      const { kind, apiVersion } = declared.object
      await session.log.log(
        'info',
        `${kind} of ${apiVersion} is not known to the cluster yet: shown as declared`,
        urn,
      )
      return news
    }
    const forbidden = error instanceof ApiError && error.code === 403
    if (isNotFound(error) || forbidden) return news
    // What is there and cannot become this may be somebody else's.
    if (error instanceof ApiError) await requireFree(session, declared.object, fieldManager)
    if (refusedFields(error) !== undefined) return news
    throw error
  }
}
