import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { checkInput } from '../../services/runtime/checkInput.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { WorkloadOutputs } from '../outputs.ts'
import type { Cluster } from './cluster.ts'
import { exitCode, Failure } from './failure.ts'
import { withForward } from './forward.ts'
import { jsonFrom } from './json.ts'

/** One field of a workload's request, as an option of the command. */
export interface RequestField {
  readonly name: string
  readonly type: 'string' | 'number' | 'boolean' | 'json'
  readonly required: boolean
  readonly description: string
}

export function requestFields(workload: AnyWorkload): RequestField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(workload.serving.route.request, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const { type, description, enum: values } = property as z.core.JSONSchema.BaseSchema
    return {
      name,
      type:
        type === 'number' || type === 'integer'
          ? 'number'
          : type === 'string' || type === 'boolean'
            ? type
            : 'json',
      required: required.includes(name),
      description: [description, values?.join(' | ')].filter(Boolean).join('; '),
    }
  })
}

/** The request that was given as options, each value read by its field's type if it can be. */
export function requestFromOptions(
  fields: readonly RequestField[],
  options: Readonly<Record<string, string | true>>,
): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter(({ name }) => options[name] !== undefined)
      .map(({ name, type }) => [name, readValue(type, options[name]!)]),
  )
}

/** What cannot be read stays as it is, for the check of the whole request to name. */
function readValue(type: RequestField['type'], value: string | true): unknown {
  if (type === 'string' || value === true || value.trim() === '') return value
  if (type === 'boolean') return value === 'true' || (value === 'false' ? false : value)
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** @throws Failure naming every field that is missing or wrong, and what would be right */
export function checkRequest(workload: AnyWorkload, request: unknown): void {
  const { request: schema, example } = workload.serving.route
  const { faults } = checkInput(schema, request, 'the request', example)
  if (faults !== undefined)
    throw new Failure(`request to ${workload.name}:\n  ${faults.join('\n  ')}`, exitCode.usage)
}

/** A request as JSON text, or `-` for standard input. */
export function requestFromJson(text: string): unknown {
  return text === '-' ? jsonFrom('standard input', standardInput()) : jsonFrom('the request', text)
}

function standardInput(): string {
  try {
    return readFileSync(0, 'utf8')
  } catch (error) {
    throw new Failure(`standard input cannot be read: ${(error as Error).message}`, exitCode.usage)
  }
}

export interface Prediction {
  readonly model: string
  readonly version: string
  /** The body of the answer. */
  readonly prediction: unknown
}

/** Asks a served workload. @throws Failure with the server's own message */
export async function predict(
  cluster: Cluster,
  workload: AnyWorkload,
  outputs: WorkloadOutputs,
  request: unknown,
): Promise<Prediction> {
  return withForward(cluster, outputs.endpoint, async ({ host, port }) => {
    const response = await fetch(`http://${host}:${port}${workload.serving.route.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    }).catch((error: Error) => {
      throw new Failure(
        `no replica of ${workload.name} answers (${error.message}); see \`npm run status\``,
        exitCode.notReady,
      )
    })
    const body = (await response.json()) as { error?: string }
    if (!response.ok)
      throw new Failure(
        body.error ?? `status ${response.status}`,
        response.status < 500 ? exitCode.usage : exitCode.notReady,
      )
    const version = response.headers.get('model-version') ?? 'unknown'
    return { model: workload.name, version, prediction: body }
  })
}
