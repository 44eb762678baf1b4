import { apply } from './apply.ts'
import { changesBetween, takenOver } from './compare.ts'
import { type KubernetesObject, withoutServerFields } from './objects.ts'
import type { Session } from './session.ts'

/** What an imported object would be declared as: all that the server did not add by itself. */
export function inputsOfLive(live: KubernetesObject): KubernetesObject {
  const bare = withoutServerFields(live)
  const { finalizers: _, ownerReferences: __, ...metadata } = bare.metadata
  return { ...bare, metadata }
}

/**
 * The inputs as they stand in the cluster: where the live object is no longer what these inputs make of it,
 * they take its values, so that the next run sees a difference and sets it right.
 */
export async function driftedInputs(
  session: Session,
  inputs: KubernetesObject,
  live: KubernetesObject,
  fieldManager: string,
): Promise<KubernetesObject> {
  const planned = await apply(session, inputs, { fieldManager, force: true, dryRun: true }).catch(
    () => undefined,
  )
  return planned === undefined ? inputs : withDrift(inputs, live, planned.object)
}

/** The inputs with the live value wherever applying them would change something. */
export function withDrift(
  inputs: KubernetesObject,
  live: KubernetesObject,
  planned: KubernetesObject,
): KubernetesObject {
  const drift = changesBetween(withoutServerFields(live), withoutServerFields(planned))
  return takenOver(inputs, drift, live) as KubernetesObject
}
