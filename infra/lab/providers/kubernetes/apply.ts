import { describeConflict, isConflict } from './errors.ts'
import { describe, identityOf, type KubernetesObject } from './objects.ts'
import type { Session } from './session.ts'

export interface ApplyOptions {
  readonly fieldManager: string
  /** Takes fields over that others have set. */
  readonly force: boolean
  readonly dryRun: boolean
}

export interface Applied {
  readonly object: KubernetesObject
  readonly warnings: readonly string[]
}

/**
 * Server-side apply: the server merges what is declared, or only says what it would make of it.
 * @throws Error that names owner and field where someone else has set a field to another value.
 */
export async function apply(
  session: Session,
  object: KubernetesObject,
  options: ApplyOptions,
): Promise<Applied> {
  try {
    return await tryApply(session, object, options)
  } catch (error) {
    if (isConflict(error))
      throw new Error(describeConflict(error, describe(identityOf(object))), { cause: error })
    throw error
  }
}

/** As `apply`, with the server's own errors. */
export async function tryApply(
  session: Session,
  object: KubernetesObject,
  options: ApplyOptions,
): Promise<Applied> {
  const answer = await session.api({
    method: 'PATCH',
    path: await session.discovery.path(identityOf(object)),
    query: {
      fieldManager: options.fieldManager,
      force: String(options.force),
      fieldValidation: 'Warn',
      ...(options.dryRun && { dryRun: 'All' }),
    },
    body: object,
    contentType: 'application/apply-patch+yaml',
  })
  return { object: JSON.parse(answer.body) as KubernetesObject, warnings: answer.warnings }
}

/** Whether an object was made by an earlier run for the same resource, cut before its state was saved. */
export function isOurs(object: KubernetesObject, fieldManager: string): boolean {
  return (object.metadata.managedFields ?? []).some(
    ({ manager, operation }) => manager === fieldManager && operation === 'Apply',
  )
}
