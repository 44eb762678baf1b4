import { readFileSync } from 'node:fs'
import { Option } from 'commander'
import { z } from 'zod'
import { exitCode, Failure } from './failure.ts'
import { jsonFrom } from './json.ts'

/** One field of a request or of a training's parameters, as an option of the command. */
export interface Field {
  readonly name: string
  readonly type: 'string' | 'number' | 'boolean' | 'json'
  readonly required: boolean
  readonly description: string
}

const types: Readonly<Record<string, Field['type']>> = {
  number: 'number',
  integer: 'number',
  string: 'string',
  boolean: 'boolean',
}

export function fieldsOf(schema: z.ZodType): Field[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const { type, description, enum: values, default: otherwise } = property as z.core.JSONSchema.BaseSchema
    const preset = otherwise === undefined ? '' : ` (default: ${otherwise})`
    const needed = required.includes(name) ? ' (required)' : ''
    return {
      name,
      type: (typeof type === 'string' ? types[type] : undefined) ?? 'json',
      required: required.includes(name),
      description: [description, values?.join(' | ')].filter(Boolean).join('; ') + preset + needed,
    }
  })
}

export const optionOf = ({ name, type, description }: Field): Option =>
  new Option(type === 'boolean' ? `--${name} [value]` : `--${name} <${type}>`, description)

type Options = Readonly<Record<string, string | true | undefined>>

/**
 * What was given as JSON text, `-` being standard input, or as options, each read by its field's type if it can be.
 * @throws Failure if it was given in both ways, or is no JSON
 */
export function givenAs(what: string, json: string | undefined, fields: readonly Field[], options: Options) {
  const given = fields.filter(({ name }) => options[name] !== undefined)
  if (json === undefined)
    return Object.fromEntries(given.map(({ name, type }) => [name, readValue(type, options[name]!)]))
  if (given.length > 0)
    throw new Failure(`${what} is given as JSON and as options; give one of them`, exitCode.usage)
  return json === '-' ? jsonFrom('standard input', standardInput()) : jsonFrom(what, json)
}

/** What cannot be read stays as it is, for the check of the whole to name. */
function readValue(type: Field['type'], value: string | true): unknown {
  if (type === 'string' || value === true || value.trim() === '') return value
  if (type === 'boolean') return value === 'true' || (value === 'false' ? false : value)
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function standardInput(): string {
  try {
    // By its name, as a read of the descriptor fails where a pipe has nothing yet.
    return readFileSync('/dev/stdin', 'utf8')
  } catch (error) {
    throw new Failure(`standard input cannot be read: ${(error as Error).message}`, exitCode.usage)
  }
}
