import { z } from 'zod'
import { show } from '../show.ts'

export type Checked<T> =
  | { readonly value: T; readonly faults?: undefined }
  | { readonly value?: undefined; readonly faults: readonly string[] }

type Node = z.core.JSONSchema.BaseSchema
type Path = readonly PropertyKey[]

const mostFaults = 16

/**
 * Reads what a person or a client gave, by a schema. Every fault names a field, what it is and what it must be:
 * `temperature is 300, and must be a number from -30 to 55, such as 24`. A refinement's message begins with "must".
 *
 * @param whole - name of the value itself, such as `the request`
 * @param example - a value that is right
 */
export function checkInput<T>(
  schema: z.ZodType<T>,
  input: unknown,
  whole: string,
  example?: unknown,
): Checked<T> {
  const result = schema.safeParse(input)
  if (result.success) return { value: result.data }
  const { issues } = result.error
  const root = describe(schema)
  const words = issues.slice(0, mostFaults).map((issue) => {
    const name = issue.path.length === 0 ? whole : issue.path.join('.').slice(0, 64)
    const node = issue.path.reduce(child, root)
    if (issue.code === 'unrecognized_keys') {
      const fields = Object.keys(node?.properties ?? {}).join(', ')
      return `${name} has ${issue.keys.slice(0, 8).map(show).join(', ')}, and must have none but ${fields}`
    }
    const found = at(input, issue.path)
    const such = at(example, issue.path)
    const right = isScalar(such) && node?.enum === undefined ? `, such as ${show(such)}` : ''
    return `${name} is ${found === undefined ? 'missing' : show(found)}${requirement(issue, node)}${right}`
  })
  const faults = [...new Set(words)]
  const more = issues.length - words.length
  return { faults: more > 0 ? [...faults, `and ${more} more faults`] : faults }
}

const described = new WeakMap<z.ZodType, Node>()

function describe(schema: z.ZodType): Node {
  const known = described.get(schema) ?? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  described.set(schema, known)
  return known
}

const isScalar = (value: unknown) => typeof value === 'string' || typeof value === 'number'

function at(value: unknown, path: Path): unknown {
  return path.reduce(
    (inner: unknown, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
}

function child(node: Node | undefined, key: PropertyKey): Node | undefined {
  const inner = typeof key === 'number' ? node?.items : node?.properties?.[String(key)]
  return typeof inner === 'object' && !Array.isArray(inner) ? inner : undefined
}

function requirement(issue: z.core.$ZodIssue, node: Node | undefined): string {
  const byRange = (issue.code === 'too_small' || issue.code === 'too_big') && isNumeric(node)
  const byKind = issue.code === 'invalid_type' || issue.code === 'invalid_value' || byRange
  const kind = byKind ? kindOf(node) : undefined
  if (kind !== undefined) return `, and must be ${kind}`
  return issue.code === 'custom' ? `, and ${issue.message}` : `: ${issue.message}`
}

const isNumeric = ({ type }: Node = {}) => type === 'number' || type === 'integer'

/** What a schema takes, in words; undefined where one word does not say it. */
function kindOf(node: Node | undefined): string | undefined {
  if (node?.enum) return new Intl.ListFormat('en', { type: 'disjunction' }).format(node.enum.map(show))
  switch (node?.type) {
    case 'number':
      return `a number${rangeOf(node)}`
    case 'integer':
      return `a whole number${rangeOf(node)}`
    case 'string':
      return 'text'
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'an array'
    case 'object':
      return `an object with ${Object.keys(node.properties ?? {}).join(', ')}`
    default:
      return undefined
  }
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Node): string {
  const least = exclusiveMinimum === undefined ? bound('from', minimum) : bound('above', exclusiveMinimum)
  const most = exclusiveMaximum === undefined ? bound('to', maximum) : bound('below', exclusiveMaximum)
  if (least !== '' || most === '') return `${least}${most}`
  return exclusiveMaximum === undefined ? bound('up to', maximum) : most
}

/** Whole numbers have the bounds of what a number can hold, which nobody needs to read. */
const bound = (word: string, limit: number | boolean | undefined) =>
  typeof limit !== 'number' || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? '' : ` ${word} ${limit}`
