import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An operation that was under way when a run was killed. */
interface Operation {
  readonly type: 'creating' | 'updating' | 'deleting' | 'reading' | 'importing'
  readonly resource: {
    readonly urn: string
    readonly type: string
    readonly inputs?: { readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown } }
  }
}

interface StateFile {
  readonly checkpoint?: { readonly latest?: { readonly pending_operations?: readonly Operation[] } }
}

export function stateFile(backend: string, project: string, stack: string): string {
  return join(backend, '.pulumi', 'stacks', project, `${stack}.json`)
}

/** What a killed run left open in the state, from the file backend. */
export function pendingOperations(backend: string, project: string, stack: string): readonly Operation[] {
  const path = stateFile(backend, project, stack)
  if (!existsSync(path)) return []
  const state = JSON.parse(readFileSync(path, 'utf8')) as StateFile
  return state.checkpoint?.latest?.pending_operations ?? []
}

/**
 * Arguments of the refresh that finds out what became of these operations. An object that was being created has a
 * known name, so it is looked up by that; creations without one left nothing outside.
 */
export function repairArguments(operations: readonly Operation[]): string[] {
  const creations = operations.filter(({ type }) => type === 'creating')
  const known = creations.flatMap(({ resource }) => {
    const id = idOf(resource)
    return id === undefined ? [] : ['--import-pending-creates', resource.urn, '--import-pending-creates', id]
  })
  return [...known, '--clear-pending-creates']
}

function idOf({ type, inputs }: Operation['resource']): string | undefined {
  const { name, namespace } = inputs?.metadata ?? {}
  if (!type.startsWith('kubernetes:') || typeof name !== 'string') return undefined
  return typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name
}
