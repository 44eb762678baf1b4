import { existsSync } from 'node:fs'
import { isHealthy, type Probe } from './health.ts'
import { requireRoot } from './host.ts'
import { otherHome, ownProcesses } from './ownLab.ts'
import { planFile, readPlan, supervisor } from './plan.ts'
import type { LabProcess } from './processes.ts'

export interface ComponentStatus {
  readonly name: string
  readonly running: boolean
  readonly healthy: boolean
  readonly pid?: number
  readonly since?: Date
}

export interface LabStatus {
  /** The ATOLL_HOME of another lab that holds this machine. */
  readonly heldBy?: string
  /** Empty when this lab has never been started, or was stopped. */
  readonly components: readonly ComponentStatus[]
}

export async function labStatus(): Promise<LabStatus> {
  requireRoot('Looking at the lab')
  const heldBy = otherHome()
  if (heldBy) return { heldBy, components: [] }
  if (!existsSync(planFile())) return { components: [] }
  const plan = readPlan(planFile())
  const running = new Map(ownProcesses().map((one) => [one.component, one]))
  const all = [{ name: supervisor, probe: { kind: 'process' } as const }, ...plan.components]
  return {
    components: await Promise.all(all.map(({ name, probe }) => statusOf(name, running.get(name), probe))),
  }
}

async function statusOf(name: string, found: LabProcess | undefined, probe: Probe): Promise<ComponentStatus> {
  if (!found) return { name, running: false, healthy: false }
  return { name, running: true, healthy: await isHealthy(probe), pid: found.pid, since: found.since }
}
