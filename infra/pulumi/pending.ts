import { join } from 'node:path'
import { readIfThere } from '../lab/files.ts'

interface Named {
  readonly name?: unknown
  readonly namespace?: unknown
}

export interface Resource {
  readonly urn: string
  readonly type: string
  readonly id?: string
  /** Whether a provider manages it: all but components. */
  readonly custom?: boolean
  /** Whether it is somebody else's and only read. */
  readonly external?: boolean
  readonly delete?: boolean
  /** Why it was not ready. */
  readonly initErrors?: readonly string[]
  readonly outputs?: Readonly<Record<string, unknown>>
  /** A Helm release has its name beside its values, every other object in its metadata. */
  readonly inputs?: Named & { readonly metadata?: Named }
}

/** An operation that was under way when a run was killed. */
export interface Operation {
  readonly type: string
  readonly resource: Resource
}

/** The engine's state of a stack, as it is kept in a file or exported. */
export interface Deployment {
  readonly resources?: readonly Resource[]
  readonly pending_operations?: readonly Operation[]
}

export function stateFile(backend: string, project: string, stack: string): string {
  return join(backend, '.pulumi', 'stacks', project, `${stack}.json`)
}

/** The state in the text of the file backend's file; empty where there is no such file. */
export function deploymentIn(text: string | undefined): Deployment {
  if (text === undefined) return {}
  const { checkpoint } = JSON.parse(text) as { readonly checkpoint?: { readonly latest?: Deployment | null } }
  return checkpoint?.latest ?? {}
}

/** The state of a stack in the file backend. */
export function storedDeployment(backend: string, project: string, stack: string): Deployment {
  return deploymentIn(readIfThere(stateFile(backend, project, stack)))
}

/** What a killed run left open in the state, from the file backend. */
export function pendingOperations(backend: string, project: string, stack: string): readonly Operation[] {
  return storedDeployment(backend, project, stack).pending_operations ?? []
}

/**
 * The state in which objects that were being created are taken to be there, by the names they were to have, for a
 * refresh to find out whether they are. One that replaces an object leaves that to be deleted. Creations without a
 * name left nothing outside.
 */
export function withPendingCreations(state: Deployment): Deployment {
  const creations = (state.pending_operations ?? []).filter(({ type }) => type === 'creating')
  const made = creations.flatMap(({ resource }) => {
    const id = idOf(resource)
    return id === undefined ? [] : [{ ...resource, id, outputs: {} }]
  })
  return {
    ...state,
    resources: made.reduce(withResource, state.resources ?? []),
    pending_operations: (state.pending_operations ?? []).filter(({ type }) => type !== 'creating'),
  }
}

function withResource(resources: readonly Resource[], made: Resource): readonly Resource[] {
  const place = resources.findIndex(({ urn, delete: leaving }) => urn === made.urn && leaving !== true)
  if (place < 0) return [...resources, made]
  return [...resources.with(place, made), { ...resources[place]!, delete: true }]
}

function idOf({ type, inputs }: Resource): string | undefined {
  const { name, namespace } = inputs?.metadata ?? inputs ?? {}
  if (!type.startsWith('kubernetes:') || typeof name !== 'string') return undefined
  return typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name
}
