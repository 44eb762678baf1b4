import { type System, systems } from '../systems.ts'
import type { KubernetesObject } from './rules.ts'

/** Systems that work on the nodes themselves: storage, and agents. */
const privileged = Object.entries<System>(systems)
  .filter(([, { podSecurity }]) => podSecurity === 'privileged')
  .map(([name]) => name)

/** Whether an object lives in a namespace of such a system, which is `<stack>-<system>`. */
export function isPrivileged({ metadata }: KubernetesObject): boolean {
  return privileged.some((name) => metadata?.namespace?.replace(/^[a-z]+-/, '') === name)
}
