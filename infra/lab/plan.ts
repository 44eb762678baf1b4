import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Component } from './components.ts'
import { writeChanged } from './files.ts'
import { paths } from './paths.ts'

/** What the supervisor keeps running. */
export interface Plan {
  readonly home: string
  /** A hash of everything below and of every file that it names. */
  readonly version: string
  readonly env: Readonly<Record<string, string>>
  readonly logs: string
  readonly components: readonly Component[]
}

/** Name of the process that keeps all others running. */
export const supervisor = 'supervisor'

export const supervisorLock = 'supervisor'

export function planFile(): string {
  return join(paths().run, 'plan.json')
}

export function readPlan(file: string): Plan {
  return JSON.parse(readFileSync(file, 'utf8')) as Plan
}

export function writePlan(plan: Plan): void {
  writeChanged(planFile(), JSON.stringify(plan))
}
