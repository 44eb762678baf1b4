import type { AlertCase } from './alertCase.ts'
import { cluster } from './cluster.ts'
import { storage } from './storage.ts'
import { systems } from './systems.ts'
import { workloads } from './workloads.ts'

/** One for each alert, by its name. */
export const alertCases: Readonly<Record<string, AlertCase>> = {
  ...cluster,
  ...storage,
  ...systems,
  ...workloads,
}
