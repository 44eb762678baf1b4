import { resolve } from 'node:path'
import { workloads } from '../../services/workloads.ts'
import type { PlannedStep } from '../pulumi/events.ts'
import { drift as pulumiDrift, preview as pulumiPreview } from '../pulumi.ts'
import { readStackFile } from '../stackFile.ts'
import { table } from './table.ts'

export interface PreviewOptions {
  readonly stack: string
  readonly kubeconfig: string | undefined
  /** Directory with the archives of charts, in place of the source that the stack names. */
  readonly charts: string | undefined
  readonly signal: AbortSignal
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

/** What `up` would change in the cluster, without changing it, as text. */
export async function preview({ stack, kubeconfig, charts, signal }: PreviewOptions): Promise<string> {
  const settings = charts === undefined ? {} : { 'atoll:charts': { directory: resolve(charts) } }
  readStackFile(stack, workloads, settings)
  const report = (line: string) => process.stderr.write(`${line}\n`)
  const { steps, changes } = await pulumiPreview({ stack, kubeconfig, settings, signal, report })
  return planText(stack, steps, changes.same ?? 0)
}

/** What somebody else has changed in the cluster since the last `up`, as text. */
export async function drift({ stack, kubeconfig, signal }: Omit<PreviewOptions, 'charts'>): Promise<{
  readonly text: string
  readonly found: boolean
}> {
  const report = (line: string) => process.stderr.write(`${line}\n`)
  const { steps, changes } = await pulumiDrift({ stack, kubeconfig, signal, report })
  const found = steps.length > 0
  const text = found
    ? `${planText(stack, steps, changes.same ?? 0)}\n\nnpm run up -- --stack ${stack} --repair-drift puts it right.`
    : `No drift in stack ${stack}: ${changes.same ?? 0} objects are as the last up left them.`
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
