import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { EngineEvent, StepEventMetadata } from '@pulumi/pulumi/automation/events.js'
import { changesBetween } from '../lab/providers/kubernetes/compare.ts'
import { formatPath } from '../lab/providers/protocol/properties.ts'
import type { EngineError } from './engineErrors.ts'

/** Calls back with each line that is appended to a file, until stopped. The last part is read when stopping. */
export function followLines(path: string, onLine: (line: string) => void): () => void {
  const buffer = Buffer.alloc(1 << 16)
  let rest = Buffer.alloc(0)
  let position = 0
  const read = () => {
    if (!existsSync(path)) return
    const file = openSync(path, 'r')
    try {
      for (let count = readSync(file, buffer, 0, buffer.length, position); count > 0; ) {
        position += count
        rest = Buffer.concat([rest, buffer.subarray(0, count)])
        for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
          onLine(rest.subarray(0, end).toString())
          rest = rest.subarray(end + 1)
        }
        count = readSync(file, buffer, 0, buffer.length, position)
      }
    } finally {
      closeSync(file)
    }
  }
  const timer = setInterval(read, 100)
  return () => {
    clearInterval(timer)
    read()
  }
}

/** What is done, or would be, with one object. */
export interface PlannedStep {
  /** As the engine calls it: `create`, `update`, `replace`, `delete`, ... */
  readonly op: string
  /** `Deployment mlflow`. */
  readonly name: string
  /** What is not the same, as `spec.replicas`. */
  readonly fields: readonly string[]
}

/** What a run did and said, gathered from the engine's events. */
export interface RunRecord {
  /** Without what is only read. */
  readonly steps: PlannedStep[]
  /** URNs of the objects that are, or would stay, as they were. */
  readonly unchanged: Set<string>
  /** How many resources were created, updated, the same, and so on. */
  readonly changes: Record<string, number>
  readonly errors: EngineError[]
}

const verbs: Readonly<Record<string, string>> = {
  create: 'creating',
  update: 'updating',
  delete: 'deleting',
  replace: 'replacing',
  'create-replacement': 'creating anew',
  'delete-replaced': 'deleting the old',
  import: 'importing',
  refresh: 'reading',
  read: 'reading',
}

/** Whether a line that is reported only says what is being done. */
export const isProgress = (line: string): boolean =>
  ['planning', ...Object.values(verbs)].some((verb) => line.startsWith(`${verb} `))

const toldElsewhere = /^using pulumi-(resource|analyzer)-[\w-]+ from \$PATH|^stand-in for the published/

/**
 * Turns the engine's events into lines of progress and a record.
 * @param planned whether nothing is done: a preview
 */
export function recordEvents(
  report: (line: string) => void,
  planned = false,
): {
  readonly record: RunRecord
  readonly onEvent: (event: EngineEvent) => void
} {
  const record: RunRecord = { steps: [], unchanged: new Set(), changes: {}, errors: [] }
  const onEvent = (event: EngineEvent) => {
    const { resourcePreEvent, resOutputsEvent, diagnosticEvent, policyEvent, summaryEvent } = event
    if (resourcePreEvent !== undefined) noteStep(resourcePreEvent.metadata, record, report, planned)
    if (resOutputsEvent !== undefined) noteDrift(resOutputsEvent.metadata, record)
    if (diagnosticEvent !== undefined) tellDiagnostic(diagnosticEvent, record, report)
    if (policyEvent !== undefined) record.errors.push({ text: brokenRule(policyEvent) })
    if (summaryEvent !== undefined) Object.assign(record.changes, summaryEvent.resourceChanges)
  }
  return { record, onEvent }
}

/** Components and providers are left out: the ones are groups, often named as what is in them, the others settings. */
function noteStep(
  { op, urn, type, old, new: made, diffs }: StepEventMetadata,
  record: RunRecord,
  report: (line: string) => void,
  planned: boolean,
): void {
  const doing = verbs[op]
  const verb = planned && doing !== undefined && doing !== 'reading' ? 'planning' : doing
  const isObject = (made ?? old)?.custom === true && !type.startsWith('pulumi:')
  if (!isObject) return
  const name = nameOf(urn)
  if (verb !== undefined) report(`${verb} ${name}`)
  if (op === 'same' || op === 'read') record.unchanged.add(urn)
  else if (verb !== undefined) record.steps.push({ op, name, fields: diffs ?? [] })
}

/** Of an object that was only read it is known afterwards how it differs from what it was. */
function noteDrift({ op, urn, old, new: found }: StepEventMetadata, record: RunRecord): void {
  const name = nameOf(urn)
  const place = record.steps.findIndex((step) => step.op === 'refresh' && step.name === name)
  if (place < 0) return
  record.steps.splice(place, 1)
  if (op === 'same' || op === 'refresh') {
    record.unchanged.add(urn)
    return
  }
  const changes = changesBetween(old?.inputs, found?.inputs)
  record.steps.push({ op, name, fields: changes.map(({ path }) => formatPath(path)) })
}

function tellDiagnostic(
  { severity, message, urn, ephemeral }: NonNullable<EngineEvent['diagnosticEvent']>,
  record: RunRecord,
  report: (line: string) => void,
): void {
  const text = message.replaceAll(/<\{%[^%]*%\}>/g, '').trim()
  if (text === '' || toldElsewhere.test(text)) return
  if (severity === 'error') {
    if (!/^(update|preview|refresh|destroy) failed$/.test(text))
      record.errors.push({ ...(urn ? { whose: nameOf(urn) } : {}), text })
  } else if (ephemeral || severity === 'warning' || severity === 'info')
    report(urn ? `${nameOf(urn)}: ${text}` : text)
}

/** `labels: ConfigMap dev-bikes/a has no label ...`: the rule, whose it is, and what is wrong. */
function brokenRule({
  policyName,
  resourceUrn = '',
  message,
}: NonNullable<EngineEvent['policyEvent']>): string {
  const [, what = ''] = message.replaceAll(/<\{%[^%]*%\}>/g, '').split('\n')
  return `${policyName}: ${nameOf(resourceUrn)} ${what.trim()}`
}

/** `urn:pulumi:loc::atoll::a$kubernetes:apps/v1:Deployment::mlflow` -> `Deployment mlflow`. */
export function nameOf(urn: string): string {
  const [, , types = '', ...name] = urn.split('::')
  return `${types.split('$').at(-1)?.split(':').at(-1)} ${name.join('::')}`
}
