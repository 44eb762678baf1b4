import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { policyRuntime } from '../policy/policyRuntime.ts'
import { type PulumiEnvironment, pulumiEnvironment } from './environment.ts'
import { nameOf, type PlannedStep } from './events.ts'
import { removeDeadLocks } from './locks.ts'
import { stateFile } from './pending.ts'
import { standInsNeeded } from './plugins.ts'
import { serveProgram } from './program.ts'
import { type CommandOptions, runCommand, runOperation } from './run.ts'
import { removeTornAttributes } from './tornAttributes.ts'
import { projectDirectory, type Workspace, workspaceOf } from './workspace.ts'

export interface PulumiOptions {
  /** `loc`, `dev`, `stage` or `prod`. */
  readonly stack: string
  readonly kubeconfig?: string | undefined
  readonly report?: (line: string) => void
  /** Cancels: the engine ends what it does, saves its state and the call fails. */
  readonly signal?: AbortSignal | undefined
  /** Called once the engine runs: the time for what its first seconds do not need. */
  readonly started?: () => void
  /** The directory with Pulumi.yaml, ours by default. */
  readonly project?: string
  /** Values that take the place of those of the stack's file, by their whole keys: `atoll:charts`. */
  readonly settings?: Readonly<Record<string, unknown>>
}

export interface PulumiResult {
  /** How many resources were created, updated, left the same, and so on. */
  readonly changes: Readonly<Record<string, number>>
}

/** What would be done, object by object. */
export interface Plan extends PulumiResult {
  readonly steps: readonly PlannedStep[]
  /** Objects that are, or would stay, as they were. */
  readonly unchanged: number
}

/** The CLI on one stack, with all that it needs. */
export interface StackRun extends CommandOptions {
  readonly stack: string
  readonly workspace: Workspace
  readonly environment: PulumiEnvironment
  readonly report: (line: string) => void
  /** Whether the stack was made for this run, so that its state is empty. */
  readonly isNew: boolean
}

/** Finds the CLI, the providers' plugins and the stack, which is made if it is not there. */
export async function openRun(options: PulumiOptions): Promise<StackRun> {
  const {
    stack,
    kubeconfig,
    report = () => {},
    signal,
    project = projectDirectory,
    settings,
    started,
  } = options
  const workspace = workspaceOf(stack, { project, settings })
  const program = await findPulumi(report)
  const plain = pulumiEnvironment({ programs: [dirname(program)] })
  const standIns = await standInsNeeded(program, report, plain.env)
  const environment = pulumiEnvironment({
    kubeconfig,
    programs: [dirname(program), policyRuntime, ...standIns],
  })
  const opened = {
    stack,
    workspace,
    environment,
    report,
    pulumi: program,
    directory: workspace.directory,
    env: { ...environment.env, PULUMI_STACK: stack },
    signal,
    started,
  }
  if (environment.backend !== undefined) {
    removeDeadLocks(environment.backend, workspace.project, stack)
    removeTornAttributes(environment.backend, workspace.project, stack)
  }
  return { ...opened, isNew: await ensureStack(opened) }
}

/** The CLI on PATH, or the one that the lab builds. */
async function findPulumi(report: (line: string) => void): Promise<string> {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '')
  const installed = directories.map((directory) => join(directory, 'pulumi')).find((path) => existsSync(path))
  if (installed !== undefined) return installed
  const { ensureTools } = await import('../lab/tools.ts')
  return (await ensureTools(['pulumi'], report)).pulumi
}

async function ensureStack(run: Omit<StackRun, 'isNew'>): Promise<boolean> {
  const { backend } = run.environment
  if (backend !== undefined && existsSync(stateFile(backend, run.workspace.project, run.stack))) return false
  const { code, stderr } = await runCommand(['stack', 'init', run.stack, '--no-select'], run)
  if (code !== 0 && !stderr.includes('already exists')) {
    throw new Error(`Stack ${run.stack} cannot be made: ${stderr.trim()}`)
  }
  return code === 0
}

/** Runs a command of the CLI and gives its output. @throws Error with what it said */
export async function checked(run: StackRun, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand([...args, '--stack', run.stack], run)
  if (code !== 0) throw new Error(`pulumi ${args.join(' ')} failed:\n${stderr.trim() || stdout.trim()}`)
  return stdout
}

/** Runs an operation of the engine that evaluates the program. */
export async function operate(run: StackRun, args: readonly string[]): Promise<Plan> {
  const program = await serveProgram(run.workspace.program)
  try {
    const record = await runOperation([...args, '--stack', run.stack, ...program.args], run)
    const { changes, steps, unchanged } = record
    const changed = new Set(steps.map(({ name }) => name))
    const left = [...unchanged].filter((urn) => !changed.has(nameOf(urn)))
    return { changes, steps, unchanged: left.length }
  } finally {
    program.close()
  }
}
