import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { clusterRecord, requireSameCluster } from './pulumi/clusterIdentity.ts'
import { fileBackend, type PulumiEnvironment, pulumiEnvironment, pulumiHome } from './pulumi/environment.ts'
import { runInTerminal, verbOf } from './pulumi/interactive.ts'
import { removeDeadLocks } from './pulumi/locks.ts'
import { type Deployment, pendingOperations, stateFile, withPendingCreations } from './pulumi/pending.ts'
import { standInsNeeded } from './pulumi/plugins.ts'
import { serveProgram } from './pulumi/program.ts'
import { type CommandOptions, runCommand, runOperation } from './pulumi/run.ts'
import { knownStacks, storedOutputs } from './pulumi/stored.ts'
import {
  projectDirectory,
  settingsOf,
  type Workspace,
  workspaceDirectory,
  workspaceOf,
} from './pulumi/workspace.ts'

export interface PulumiOptions {
  /** `loc`, `dev`, `stage` or `prod`. */
  readonly stack: string
  readonly kubeconfig?: string | undefined
  readonly report?: (line: string) => void
  /** Cancels: the engine ends what it does, saves its state and the call fails. */
  readonly signal?: AbortSignal | undefined
  /** The directory with Pulumi.yaml, ours by default. */
  readonly project?: string
}

export interface PulumiResult {
  /** How many resources were created, updated, left the same, and so on. */
  readonly changes: Readonly<Record<string, number>>
}

/**
 * Makes the cluster what the program says. What a killed run left open is found out first, and if it is not the
 * cluster of the last run, so is what of the state is there.
 */
export async function up(options: PulumiOptions): Promise<PulumiResult> {
  const run = await openRun(options)
  await repair(run)
  const cluster = await clusterRecord(run.directory, options.kubeconfig)
  const another = cluster.changed && !run.isNew
  if (another) run.report('this is not the cluster of the last run: looking for what is there')
  if (run.isNew) cluster.keep()
  const result = await operate(run, ['up', '--yes', '--skip-preview', ...(another ? ['--refresh'] : [])])
  cluster.keep()
  return result
}

/** What `up` would do, without doing it. On another cluster than that of the last run it says so. */
export async function preview(options: PulumiOptions): Promise<PulumiResult> {
  const run = await openRun(options)
  const { difference } = await clusterRecord(run.directory, options.kubeconfig)
  if (difference !== undefined) run.report(`compares with the state of another cluster: ${difference}`)
  return operate(run, ['preview'])
}

/**
 * Compares the state with the cluster and takes over what differs.
 * @throws on another cluster than that of the last run, whose resources would be forgotten
 */
export async function refresh(options: PulumiOptions): Promise<PulumiResult> {
  const run = await openRun(options)
  requireSameCluster('refresh', run.stack, await clusterRecord(run.directory, options.kubeconfig))
  await repair(run)
  return operate(run, ['refresh', '--yes', '--skip-preview'])
}

/**
 * Takes everything of the stack out of the cluster.
 * @throws on another cluster than that of the last run, where the same names may be somebody else's
 */
export async function destroy(options: PulumiOptions): Promise<PulumiResult> {
  const run = await openRun(options)
  requireSameCluster('destroy', run.stack, await clusterRecord(run.directory, options.kubeconfig))
  await repair(run)
  return operate(run, ['destroy', '--yes', '--skip-preview'])
}

/** What the program exports, secrets in clear. Empty before the first `up`. */
export async function outputs(options: PulumiOptions): Promise<Record<string, unknown>> {
  const backend = fileBackend()
  const { name } = settingsOf(options.project ?? projectDirectory)
  const stored = backend && storedOutputs(backend, name, options.stack)
  if (stored) return stored
  const run = await openRun(options)
  return JSON.parse(await checked(run, ['stack', 'output', '--json', '--show-secrets'])) as Record<
    string,
    unknown
  >
}

/** If the stack was last brought up on another cluster than this: which, in words. */
export async function otherCluster(options: PulumiOptions): Promise<string | undefined> {
  const { name } = settingsOf(options.project ?? projectDirectory)
  return (await clusterRecord(workspaceDirectory(name, options.stack), options.kubeconfig)).difference
}

/** Runs any command of the CLI on a stack, as `pulumi stack export`, and gives its output. */
export async function pulumi(args: readonly string[], options: PulumiOptions): Promise<string> {
  return checked(await openRun(options), args)
}

/** Runs any command of the CLI in this terminal, with all that our stacks need, and gives its exit code. */
export async function interactive(args: readonly string[], options: PulumiOptions): Promise<number> {
  const verb = verbOf(args)
  const run = await openRun(options)
  if (verb === 'destroy' || verb === 'refresh')
    requireSameCluster(verb, run.stack, await clusterRecord(run.directory, options.kubeconfig))
  const program = verb && (await serveProgram(run.workspace.program))
  try {
    return await runInTerminal(program ? [...args, ...program.args] : args, run)
  } finally {
    if (program) program.close()
  }
}

/** Whether a stack has been run from this machine, as far as can be told: a backend elsewhere is not asked. */
export function isKnown({ stack, project = projectDirectory }: PulumiOptions): boolean {
  const backend = fileBackend()
  return backend === undefined || existsSync(stateFile(backend, settingsOf(project).name, stack))
}

/**
 * Forgets a stack without looking at its cluster. With the last one of this machine goes all that is kept here: the
 * passphrase too.
 */
export async function forget(options: PulumiOptions): Promise<void> {
  const { stack, project = projectDirectory } = options
  const { name } = settingsOf(project)
  const others = knownStacks(pulumiHome()).filter((known) => known !== `${name}/${stack}`)
  if (isKnown(options) && (fileBackend() === undefined || others.length > 0))
    await pulumi(['stack', 'rm', '--yes', '--force'], options)
  const left = others.length > 0 ? workspaceDirectory(name, stack) : pulumiHome()
  rmSync(left, { recursive: true, force: true })
}

interface Run extends CommandOptions {
  readonly stack: string
  readonly workspace: Workspace
  readonly environment: PulumiEnvironment
  readonly report: (line: string) => void
  /** Whether the stack was made for this run, so that its state is empty. */
  readonly isNew: boolean
}

async function openRun(options: PulumiOptions): Promise<Run> {
  const { stack, kubeconfig, report = () => {}, signal, project = projectDirectory } = options
  const workspace = workspaceOf(stack, project)
  const program = await findPulumi(report)
  const plain = pulumiEnvironment({ programs: [dirname(program)] })
  const standIns = await standInsNeeded(program, report, plain.env)
  const environment = pulumiEnvironment({ kubeconfig, programs: [dirname(program), ...standIns] })
  const opened = {
    stack,
    workspace,
    environment,
    report,
    pulumi: program,
    directory: workspace.directory,
    env: { ...environment.env, PULUMI_STACK: stack },
    signal,
  }
  if (environment.backend !== undefined) removeDeadLocks(environment.backend, workspace.project, stack)
  return { ...opened, isNew: await ensureStack(opened) }
}

/** The CLI on PATH, or the one that the lab builds. */
async function findPulumi(report: (line: string) => void): Promise<string> {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '')
  const installed = directories.map((directory) => join(directory, 'pulumi')).find((path) => existsSync(path))
  if (installed !== undefined) return installed
  const { ensureTools } = await import('./lab/tools.ts')
  return (await ensureTools(['pulumi'], report)).pulumi
}

async function ensureStack(run: Omit<Run, 'isNew'>): Promise<boolean> {
  const { backend } = run.environment
  if (backend !== undefined && existsSync(stateFile(backend, run.workspace.project, run.stack))) return false
  const { code, stderr } = await runCommand(['stack', 'init', run.stack, '--no-select'], run)
  if (code !== 0 && !stderr.includes('already exists')) {
    throw new Error(`Stack ${run.stack} cannot be made: ${stderr.trim()}`)
  }
  return code === 0
}

async function repair(run: Run): Promise<void> {
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

async function checked(run: Run, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand([...args, '--stack', run.stack], run)
  if (code !== 0) throw new Error(`pulumi ${args.join(' ')} failed:\n${stderr.trim() || stdout.trim()}`)
  return stdout
}

async function operate(run: Run, args: readonly string[]): Promise<PulumiResult> {
  const program = await serveProgram(run.workspace.program)
  try {
    const { changes } = await runOperation([...args, '--stack', run.stack, ...program.args], run)
    return { changes }
  } finally {
    program.close()
  }
}
