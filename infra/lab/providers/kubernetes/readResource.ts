import { withSecrets } from '../protocol/properties.ts'
import { NotReady, type ReadRequest, type ReadState } from '../protocol/provider.ts'
import { readinessNow } from './await/await.ts'
import { UnknownKind } from './errors.ts'
import { describe, identityFrom, identityOf, idOf, type KubernetesObject } from './objects.ts'
import { driftedInputs, inputsOfLive } from './read.ts'
import { get, type Session } from './session.ts'
import { checkpoint, type Declared, declaredBy, fieldManagerIn, secretFields } from './state.ts'

/** Kept in the state: which writing of the object was last compared with its inputs; until the next one they differ no more. */
const comparedAt = '__comparedAt'

const gone: ReadState = { id: undefined, inputs: {}, outputs: {} }

/** The object as it is in the cluster: for a refresh with the drift in its inputs, for an import with all of it. */
export async function readResource(session: Session, request: ReadRequest): Promise<ReadState> {
  const { urn, id, oldInputs, oldOutputs } = request
  const identity = identityFrom(urn, id)
  const live = await get(session, identity).catch((error: unknown) => {
    if (error instanceof UnknownKind) return undefined
    throw error
  })
  if (live === undefined) return gone
  const fieldManager = fieldManagerIn(oldOutputs, urn)
  const version = `${live.metadata.uid}/${live.metadata.resourceVersion}`
  const known =
    oldInputs !== undefined && Object.keys(oldInputs).length > 0 ? declaredBy(oldInputs) : undefined
  const inputs: Declared =
    known === undefined
      ? { object: inputsOfLive(live), secrets: [] }
      : oldOutputs?.[comparedAt] === version
        ? known
        : { object: await driftedInputs(session, known.object, live, fieldManager), secrets: known.secrets }
  const outputs = { ...checkpoint(inputs, live, fieldManager), [comparedAt]: version }
  const state = { id: idOf(live), inputs: declaredAgain(inputs), outputs }
  await tellUnready(session, live, state)
  return state
}

function declaredAgain(inputs: Declared) {
  const marked = withSecrets(inputs.object, inputs.secrets) as KubernetesObject
  return secretFields(marked)
}

/** Found on a refresh, an object that is not ready stays marked, so that the next run waits for it again. */
async function tellUnready(
  session: Session,
  live: KubernetesObject,
  state: ReadState & { id: string },
): Promise<void> {
  const readiness = await readinessNow(session, live)
  if (readiness.state === 'ready') return
  const problems = [`${describe(identityOf(live))}: ${readiness.message}`, ...(readiness.reasons ?? [])]
  throw new NotReady(problems.join('\n'), state, problems)
}
