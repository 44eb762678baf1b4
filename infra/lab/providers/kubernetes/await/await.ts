import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, Unreachable } from '../errors.ts'
import { describe, identityOf, type KubernetesObject } from '../objects.ts'
import { get, list, type Session } from '../session.ts'
import { judgeOf } from './judges.ts'
import { failed, type Readiness, ready, type Surroundings, waiting } from './readiness.ts'

/** How an object ended up, and the last that was seen of it. */
export interface Outcome {
  readonly object: KubernetesObject
  /** Why it is not ready; empty if it is. */
  readonly problems: readonly string[]
}

/**
 * Waits until the object is what it shall be, telling what it waits for. Ends early on cancel, and never throws: the
 * object is there, and what is thrown would leave it out of the state.
 */
export async function awaitReady(
  session: Session,
  object: KubernetesObject,
  timeout: number,
  urn: string,
): Promise<Outcome> {
  const deadline = Date.now() + timeout
  const name = describe(identityOf(object))
  let current = object
  let said = ''
  for (let pause = 100; ; pause = Math.min(1000, pause * 1.5)) {
    const readiness = await look(session, object, (seen) => {
      current = seen
    })
    if (readiness.state === 'ready') {
      if (said !== '') await session.log.status('', urn)
      return { object: current, problems: [] }
    }
    const reasons = readiness.reasons ?? []
    const message = [readiness.message, ...reasons.map((reason) => reason.split('\n')[0])].join('; ')
    if (message !== said) await session.log.status(message, urn)
    said = message
    const over = (why: string): Outcome => ({ object: current, problems: [`${name} ${why}`, ...reasons] })
    if (readiness.state === 'failed') return over(`failed: ${readiness.message}`)
    if (session.cancelled.aborted)
      return over(`was not ready when the run was cancelled: ${readiness.message}`)
    if (Date.now() > deadline) return over(`is not ready after ${timeout / 1000} s: ${readiness.message}`)
    await sleep(pause, undefined, { signal: session.cancelled }).catch(() => undefined)
  }
}

/** How the object stands at this moment, without waiting. */
export async function readinessNow(session: Session, object: KubernetesObject): Promise<Readiness> {
  return judgeOf(object)?.(object, surroundings(session)) ?? ready
}

async function look(
  session: Session,
  object: KubernetesObject,
  saw: (object: KubernetesObject) => void,
): Promise<Readiness> {
  try {
    const judge = judgeOf(object)
    if (judge === undefined) return ready
    const present = await get(session, identityOf(object))
    if (present === undefined || present.metadata.uid !== object.metadata.uid) {
      return failed('someone else deleted it meanwhile')
    }
    saw(present)
    return await judge(present, surroundings(session))
  } catch (error) {
    const { message } = error as Error
    const passes = error instanceof ApiError && (error.code === 429 || error.code >= 500)
    return passes || error instanceof Unreachable ? waiting(message) : failed(message)
  }
}

const logLines = 10

function surroundings(session: Session): Surroundings {
  return {
    get: (identity) => get(session, identity),
    list: (apiVersion, kind, namespace, labelSelector) =>
      list(session, { apiVersion, kind, namespace, labelSelector }),
    logTail: async (namespace, pod, container, previous) => {
      const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`
      const query = { container, previous: String(previous), tailLines: String(logLines) }
      return session.api({ path, query }).then(
        ({ body }) => body,
        () => '',
      )
    },
  }
}
