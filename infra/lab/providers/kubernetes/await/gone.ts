import { setTimeout as sleep } from 'node:timers/promises'
import { describe, identityOf, type KubernetesObject } from '../objects.ts'
import { get, type Session } from '../session.ts'

/** Waits until the object is gone, or another one has taken its name. @throws when it is still there in the end. */
export async function awaitGone(
  session: Session,
  object: KubernetesObject,
  timeout: number,
  urn: string,
): Promise<void> {
  const identity = identityOf(object)
  const deadline = Date.now() + timeout
  let said = ''
  for (let pause = 100; ; pause = Math.min(1000, pause * 1.5)) {
    const present = await get(session, identity)
    if (present === undefined || present.metadata.uid !== object.metadata.uid) return
    const message = holdingBack(present)
    if (message !== said) await session.log.status(message, urn)
    said = message
    if (Date.now() > deadline) {
      throw new Error(`${describe(identity)} is still there after ${timeout / 1000} s: ${message}`)
    }
    await sleep(pause, undefined, { signal: session.cancelled }).catch(() => {
      throw new Error(`cancelled while ${describe(identity)} is being deleted: ${message}`)
    })
  }
}

function holdingBack(object: KubernetesObject): string {
  const { finalizers = [] } = object.metadata
  const conditions = (
    object.status as { conditions?: { status: string; type: string; message?: string }[] } | undefined
  )?.conditions
  const remaining =
    object.kind === 'Namespace' &&
    conditions?.find(({ status, type }) => status === 'True' && /Remaining/.test(type))
  if (remaining) return `waiting: ${remaining.message}`
  return finalizers.length > 0 ? `waiting for ${finalizers.join(', ')}` : 'waiting until it is gone'
}
