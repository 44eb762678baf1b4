import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clusterRecord, requireSameCluster } from './pulumi/clusterIdentity.ts'
import { fileBackend, pulumiHome } from './pulumi/environment.ts'
import { runInTerminal, verbOf } from './pulumi/interactive.ts'
import { stateFile } from './pulumi/pending.ts'
import { serveProgram } from './pulumi/program.ts'
import { repair } from './pulumi/repair.ts'
import { keepSettled, programKey, settledResources } from './pulumi/settled.ts'
import {
  checked,
  openRun,
  operate,
  type Plan,
  type PulumiOptions,
  type PulumiResult,
  type StackRun,
} from './pulumi/stackRun.ts'
import { isEmpty, knownStacks, storedOutputs } from './pulumi/stored.ts'
import { projectDirectory, settingsOf, workspaceDirectory } from './pulumi/workspace.ts'

export interface UpOptions extends PulumiOptions {
  /** Takes over fields that others have set; without it they are a conflict, named with its owner. */
  readonly repairDrift?: boolean
}

/**
 * Makes the cluster what the program says. What a killed run left open is found out first, then what of the state is
 * there, as it may have been changed or deleted by others since the last run.
 */
export async function up(options: UpOptions): Promise<PulumiResult> {
  const opened = await openRun(options)
  const run = options.repairDrift ? forcing(opened) : opened
  await repair(run)
  const cluster = await clusterRecord(run.directory, options.kubeconfig)
  const another = cluster.changed && !run.isNew
  if (another) run.report('this is not the cluster of the last run: looking for what is there')
  if (run.isNew) cluster.keep()
  const program = programKey(run)
  if (!options.repairDrift && !cluster.changed && !existsSync(unfinishedMark(run))) {
    const same = await settledResources(run, program)
    if (same !== undefined) return { changes: { same } }
  }
  if (hasNothing(run)) await lookFirst(run)
  const refreshed = run.isNew ? [] : ['--refresh']
  writeFileSync(unfinishedMark(run), '')
  const { changes } = await operate(run, ['up', '--yes', '--skip-preview', ...refreshed])
  rmSync(unfinishedMark(run), { force: true })
  cluster.keep()
  keepSettled(run, program)
  return { changes }
}

/** There from the beginning of an `up` until its good end. */
const unfinishedMark = ({ directory }: StackRun) => join(directory, 'unfinished')

function forcing(run: StackRun): StackRun {
  return { ...run, env: { ...run.env, PULUMI_K8S_ENABLE_PATCH_FORCE: 'true' } }
}

function hasNothing({ environment: { backend }, workspace, stack, isNew }: StackRun): boolean {
  return isNew || (backend !== undefined && isEmpty(backend, workspace.project, stack))
}

/** Finds out before anything is made what will not go, as what is there already and is somebody else's. */
async function lookFirst(run: StackRun): Promise<void> {
  run.report('looking whether all of it can be made')
  await operate({ ...run, report: () => {} }, ['preview'])
}

/** What `up` would do, without doing it. On another cluster than that of the last run it says so. */
export async function preview(options: PulumiOptions): Promise<Plan> {
  const run = await openRun(options)
  const { difference } = await clusterRecord(run.directory, options.kubeconfig)
  if (difference !== undefined) run.report(`compares with the state of another cluster: ${difference}`)
  return operate(run, ['preview'])
}

export interface Drift extends Plan {
  /** The last `up` did not end well: the steps are those that lead to what the program says. */
  readonly unfinished: boolean
}

/**
 * What somebody else has changed or deleted since the last run: nothing is changed. An `up` that failed has already
 * taken into the state what it found, so that only the program still tells what should be there.
 * @throws on another cluster than that of the last run
 */
export async function drift(options: PulumiOptions): Promise<Drift> {
  const run = await openRun(options)
  requireSameCluster('drift', run.stack, await clusterRecord(run.directory, options.kubeconfig))
  if (!existsSync(unfinishedMark(run)))
    return { ...(await operate(run, ['refresh', '--preview-only'])), unfinished: false }
  const { steps, ...rest } = await operate(forcing(run), ['preview', '--refresh'])
  return { steps: [...new Map(steps.map((step) => [step.name, step])).values()], ...rest, unfinished: true }
}

/**
 * Compares the state with the cluster and takes over what differs.
 * @throws on another cluster than that of the last run, whose resources would be forgotten
 */
export async function refresh(options: PulumiOptions): Promise<PulumiResult> {
  const run = await openRun(options)
  requireSameCluster('refresh', run.stack, await clusterRecord(run.directory, options.kubeconfig))
  await repair(run)
  const { changes } = await operate(run, ['refresh', '--yes', '--skip-preview'])
  return { changes }
}

/**
 * Takes everything of the stack out of the cluster.
 * @throws on another cluster than that of the last run, where the same names may be somebody else's
 */
export async function destroy(options: PulumiOptions): Promise<PulumiResult> {
  const run = await openRun(options)
  requireSameCluster('destroy', run.stack, await clusterRecord(run.directory, options.kubeconfig))
  await repair(run)
  const { changes } = await operate(run, ['destroy', '--yes', '--skip-preview'])
  return { changes }
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

/** Whether anything of a stack has been made, as far as can be told: a backend elsewhere is not asked. */
export function isBuilt({ stack, project = projectDirectory }: PulumiOptions): boolean {
  const backend = fileBackend()
  return backend === undefined || !isEmpty(backend, settingsOf(project).name, stack)
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
  const backend = fileBackend()
  if (isKnown(options) && (backend === undefined || others.length > 0))
    await pulumi(['stack', 'rm', '--yes', '--force'], options)
  if (backend !== undefined)
    for (const backup of ['bak', 'bak.attrs'])
      rmSync(`${stateFile(backend, name, stack)}.${backup}`, { force: true })
  const left = others.length > 0 ? workspaceDirectory(name, stack) : pulumiHome()
  rmSync(left, { recursive: true, force: true })
}
