import { join } from 'node:path'

/** Where the CLI finds what runs the pack. */
export const policyRuntime = join(import.meta.dirname, 'runtime')

/**
 * Arguments by which the engine holds every object of a stack to our rules, those that charts make too. `loc` has no
 * charts, its objects are those of our components, which tests hold to the same rules: it is spared the time.
 */
export function policyArgs({
  stack,
  project,
}: {
  readonly stack: string
  readonly project?: string
}): string[] {
  return stack === 'loc' || project !== undefined ? [] : ['--policy-pack', import.meta.dirname]
}
