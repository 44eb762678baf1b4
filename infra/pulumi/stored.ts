import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateFile } from './pending.ts'

/** The key by which the engine marks a value that is secret, an asset or a reference. */
const special = '4dabf18193072939515e22adb298388d'

interface Stored {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly { readonly type: string; readonly outputs?: Record<string, unknown> }[]
    } | null
  }
}

/**
 * What a stack exports, read from its file backend without the CLI: nothing before the first `up`.
 * @returns undefined if some of it is secret, which only the engine can read
 */
export function storedOutputs(
  backend: string,
  project: string,
  stack: string,
): Record<string, unknown> | undefined {
  const file = stateFile(backend, project, stack)
  if (!existsSync(file)) return {}
  const { checkpoint } = JSON.parse(readFileSync(file, 'utf8')) as Stored
  const root = checkpoint?.latest?.resources?.find(({ type }) => type === 'pulumi:pulumi:Stack')
  const outputs = root?.outputs ?? {}
  return JSON.stringify(outputs).includes(`"${special}"`) ? undefined : outputs
}

/** Stacks that have been run from this machine, as `project/stack`. */
export function knownStacks(pulumiHome: string): string[] {
  const workspaces = join(pulumiHome, 'workspaces')
  if (!existsSync(workspaces)) return []
  return readdirSync(workspaces).flatMap((project) =>
    readdirSync(join(workspaces, project)).map((stack) => `${project}/${stack}`),
  )
}
