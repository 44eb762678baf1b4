import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ApiException } from '@kubernetes/client-node'
import { workloads } from '../../services/workloads.ts'
import type { Config } from '../config.ts'
import { apiOf } from '../lab/providers/kubernetes/api.ts'
import { clusterFrom } from '../lab/providers/kubernetes/kubeconfig.ts'
import type { ConfigError } from '../problems.ts'
import { isProgress, type PlannedStep } from '../pulumi/events.ts'
import { isBuilt, drift as pulumiDrift, preview as pulumiPreview } from '../pulumi.ts'
import { readStackFile } from '../stackFile.ts'
import { connect } from './cluster.ts'
import { heldAgainst } from './clusterProblems.ts'
import { notUp, requireReachable } from './session.ts'
import { table } from './table.ts'
import type { Target } from './target.ts'
import { withDriftHint } from './up.ts'

export interface PreviewOptions {
  readonly stack: string
  readonly target: Target
  /** Directory with the archives of charts, in place of the source that the stack names. */
  readonly charts: string | undefined
  readonly signal: AbortSignal
}

/** In a log, as that of a pipeline, what is said of each object would hide the rest. */
const report = (line: string): void => {
  if (process.stderr.isTTY || !isProgress(line)) process.stderr.write(`${line}\n`)
}

/** What is lost first, what is new last. */
const order = ['delete', 'replace', 'update', 'import', 'create'] as const

const words: Readonly<Record<(typeof order)[number], string>> = {
  delete: 'DELETED',
  replace: 'REPLACED',
  update: 'UPDATED',
  import: 'IMPORTED',
  create: 'CREATED',
}

export interface Preview {
  readonly text: string
  /** What of the stack does not fit the cluster, where that can be asked. */
  readonly misfit?: ConfigError | undefined
}

/** What `up` would change in the cluster, without changing it. */
export async function preview({ stack, target, charts, signal }: PreviewOptions): Promise<Preview> {
  const settings = charts === undefined ? {} : { 'atoll:charts': { directory: resolve(charts) } }
  const config = readStackFile(stack, workloads, settings)
  const { kubeconfig } = target
  const misfit = await misfitOf(config, target, report)
  const { steps, unchanged } = await pulumiPreview({
    stack,
    kubeconfig,
    settings,
    signal,
    report,
  }).catch((error: Error) => {
    throw withDriftHint(error, stack)
  })
  return { text: planText(stack, steps, unchanged), misfit }
}

/** As `up` finds out first. The lab is for stack loc only, and a cluster that does not answer is told of later. */
export async function misfitOf(
  config: Config,
  { kind, kubeconfig }: Target,
  report: (line: string) => void,
): Promise<ConfigError | undefined> {
  if (!existsSync(kubeconfig) || (kind === 'lab' && config.environment !== 'loc')) return undefined
  if (!(await answers(kubeconfig))) return undefined
  try {
    return (await heldAgainst(config, connect(kubeconfig), workloads)).error
  } catch (error) {
    if (!(error instanceof ApiException) || error.code !== 403) throw error
    report(
      'what the cluster has is not known: this login may not list its nodes, namespaces or storage classes',
    )
    return undefined
  }
}

async function answers(kubeconfig: string): Promise<boolean> {
  return apiOf(clusterFrom({ kubeconfig }))({ path: '/version' }).then(
    () => true,
    () => false,
  )
}

/**
 * What somebody else has changed in the cluster since the last `up`, as text.
 * @throws Failure when the stack is not up, or its cluster cannot be reached
 */
export async function drift({ stack, target, signal }: Omit<PreviewOptions, 'charts'>): Promise<{
  readonly text: string
  readonly found: boolean
}> {
  const { kubeconfig } = target
  if (!existsSync(kubeconfig) || !isBuilt({ stack })) throw notUp(stack, target)
  await requireReachable(target)
  const { steps, unchanged, unfinished } = await pulumiDrift({ stack, kubeconfig, signal, report })
  const found = steps.length > 0
  const since = unfinished
    ? `The last up of stack ${stack} did not end well. What would make the cluster what the program says:\n\n`
    : ''
  const text = found
    ? `${since}${planText(stack, steps, unchanged)}\n\nnpm run up -- --stack ${stack} --repair-drift puts it right.`
    : `No drift in stack ${stack}: ${unchanged} objects are as the last up left them.`
  return { text, found }
}

/** The steps of a preview by what they do, those that lose something first. */
export function planText(stack: string, steps: readonly PlannedStep[], same: number): string {
  const parts = order.flatMap((op) => {
    const own = steps.filter((step) => step.op === op)
    if (own.length === 0) return []
    const rows = own.map(({ name, fields }) => [`  ${name}`, fieldsText(op, fields)])
    return [`${words[op]} ${own.length}\n${table(rows.toSorted()).replaceAll(/ +$/gm, '')}`]
  })
  if (parts.length === 0)
    return `Nothing would change in stack ${stack}: ${same} objects are as they should be.`
  return [...parts, `${same} would stay as they are.`].join('\n\n')
}

function fieldsText(op: string, fields: readonly string[]): string {
  return op === 'update' || op === 'replace' ? fields.join(', ') : ''
}
