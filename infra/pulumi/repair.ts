import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Deployment, pendingOperations, withPendingCreations } from './pending.ts'
import { checked, operate, type StackRun } from './stackRun.ts'

/** Finds out what has become of the operations that a killed run left open, and puts it into the state. */
export async function repair(run: StackRun): Promise<void> {
  const { backend } = run.environment
  if (backend === undefined) return
  const pending = pendingOperations(backend, run.workspace.project, run.stack)
  if (pending.length === 0) return
  run.report(`the last run was cut: looking after ${pending.length} operations that it left open`)
  const exported = await checked(run, ['stack', 'export'])
  const state = JSON.parse(exported) as { readonly deployment: Deployment }
  const file = join(run.directory, 'repaired-state.json')
  writeFileSync(file, JSON.stringify({ ...state, deployment: withPendingCreations(state.deployment) }), {
    mode: 0o600,
  })
  try {
    await checked(run, ['stack', 'import', '--file', file])
  } finally {
    rmSync(file, { force: true })
  }
  await operate(run, ['refresh', '--yes', '--skip-preview'])
}
