import { readFileSync } from 'node:fs'
import { z } from 'zod'
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

/** The request that was given as options, each value read by its field's type. */
export function requestFromOptions(
  fields: readonly RequestField[],
  options: Readonly<Record<string, string | true>>,
): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter(({ name }) => options[name] !== undefined)
      .map(({ name, type }) => [name, readValue(name, type, options[name]!)]),
  )
}

function readValue(name: string, type: RequestField['type'], value: string | true): unknown {
  if (type === 'boolean' && (value === true || value === 'true' || value === 'false'))
    return value !== 'false'
  if (type === 'string' && value !== true) return value
  if (type === 'number' && value !== true && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value)
  if (type === 'json' && value !== true) return jsonFrom(`--${name}`, value)
  throw new Failure(`--${name} ${value === true ? '(no value)' : value}: not a ${type}`, exitCode.usage)
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

/** Asks a served workload; the answer is the body it sent. @throws Failure with the server's own message */
export async function predict(
  cluster: Cluster,
  workload: AnyWorkload,
  outputs: WorkloadOutputs,
  request: unknown,
): Promise<unknown> {
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
    return body
  })
}
