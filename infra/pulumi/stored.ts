import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { storedDeployment } from './pending.ts'

/** The key by which the engine marks a value that is secret, an asset or a reference. */
const special = '4dabf18193072939515e22adb298388d'

/**
 * What a stack exports, read from its file backend without the CLI: nothing before the first `up`.
 * @returns undefined if some of it is secret, which only the engine can read
 */
export function storedOutputs(
  backend: string,
  project: string,
  stack: string,
): Record<string, unknown> | undefined {
  const root = resourcesIn(backend, project, stack).find(({ type }) => type === 'pulumi:pulumi:Stack')
  const outputs = root?.outputs ?? {}
  return JSON.stringify(outputs).includes(`"${special}"`) ? undefined : outputs
}

/** Whether nothing of a stack has been made yet, as far as its file backend tells. */
export function isEmpty(backend: string, project: string, stack: string): boolean {
  return resourcesIn(backend, project, stack).every(({ type }) => type.startsWith('pulumi:'))
}

function resourcesIn(backend: string, project: string, stack: string) {
  return storedDeployment(backend, project, stack).resources ?? []
}

/** Stacks that have been run from this machine, as `project/stack`. */
export function knownStacks(pulumiHome: string): string[] {
  const workspaces = join(pulumiHome, 'workspaces')
  if (!existsSync(workspaces)) return []
  return readdirSync(workspaces).flatMap((project) =>
    readdirSync(join(workspaces, project)).map((stack) => `${project}/${stack}`),
  )
}
