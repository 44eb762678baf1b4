import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere, writeChanged } from '../lab/files.ts'
import { inputHash } from '../lab/images/inputHash.ts'
import { areAsKept } from './asKept.ts'
import { deploymentIn, stateFile } from './pending.ts'
import type { StackRun } from './stackRun.ts'

/**
 * Names the program of a run and its configuration, by each file of the project and when it was last written.
 * @param started when this process was, in milliseconds since 1970
 * @returns undefined if one was written since: what runs may be older than its file. Those of `stacks` are read anew.
 */
export function programKey(
  { workspace: { root, config } }: StackRun,
  started = performance.timeOrigin,
): string | undefined {
  const exclude = ['node_modules', '**/node_modules']
  const found = globSync('**', { cwd: root, withFileTypes: true, exclude }).filter((file) => file.isFile())
  const files = found.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name)
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stat === undefined ? [] : [{ path, inode: stat.ino, size: stat.size, written: stat.ctimeNs }]
  })
  const stacks = join(root, 'stacks')
  if (files.some(({ path, written }) => Number(written) / 1e6 > started && !path.startsWith(stacks)))
    return undefined
  const texts = files.map((file) => Object.values(file).join(' ')).sort()
  return inputHash(JSON.stringify(config), ...texts)
}

/** Notes that the program of this key came to its good end, and the state that it left. */
export function keepSettled(run: StackRun, program: string | undefined): void {
  const state = readState(run)
  if (program !== undefined && state !== undefined) writeChanged(record(run), inputHash(program, state))
}

/**
 * How many resources a stack has, if another `up` would change none of them: program, configuration and state are those
 * with which the last one came to its good end, and the cluster has each object as the state has it. The engine takes
 * many times as long to find out the same.
 */
export async function settledResources(
  run: StackRun,
  program: string | undefined,
): Promise<number | undefined> {
  const state = readState(run)
  if (program === undefined || state === undefined) return undefined
  if (readIfThere(record(run)) !== inputHash(program, state)) return undefined
  const { resources = [], pending_operations: pending = [] } = deploymentIn(state)
  if (pending.length > 0 || !(await areAsKept(resources, run.env.KUBECONFIG))) return undefined
  return resources.filter(({ type, external }) => !external && !type.startsWith('pulumi:providers:')).length
}

const record = ({ directory }: StackRun) => join(directory, 'settled')

function readState({ environment: { backend }, workspace, stack }: StackRun): string | undefined {
  return backend && readIfThere(stateFile(backend, workspace.project, stack))
}
