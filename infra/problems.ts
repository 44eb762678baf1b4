import type { ZodType, z } from 'zod'

/** One thing that is wrong in what a person wrote. */
export interface Problem {
  /** Dotted path of the field: `nodes.cores`. */
  readonly path: string
  readonly message: string
}

/** Everything that is wrong in one file, reported together. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[]

  constructor(subject: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 error' : `${problems.length} errors`
    super(`${subject}: ${count}\n${problems.map(({ path, message }) => `  ${path}: ${message}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Runs checks of several files, and throws once for all of them.
 * @throws ConfigError with what is wrong in each file, under its name
 */
export async function together<Values extends readonly unknown[]>(
  checks: {
    readonly [Index in keyof Values]: () => Promise<Values[Index]>
  },
): Promise<Values> {
  const results = await Promise.allSettled(checks.map((check) => check()))
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  )
  const wrong = reasons.filter((reason) => reason instanceof ConfigError)
  if (reasons.length > wrong.length) throw reasons.find((reason) => !(reason instanceof ConfigError))
  if (wrong.length > 0) throw allOf(wrong)
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as Values
}

function allOf(errors: readonly ConfigError[]): ConfigError {
  const all = new ConfigError(
    'all',
    errors.flatMap(({ problems }) => problems),
  )
  all.message = errors.map(({ message }) => message).join('\n')
  return all
}

/**
 * Compares a value with a schema whose every field is described by what would be right.
 * @returns the parsed value if all is well, and one problem for each field that is not
 */
export function compare<Value>(
  schema: ZodType<Value>,
  raw: unknown,
): { readonly value?: Value; readonly problems: readonly Problem[] } {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { value: parsed.data, problems: [] }
  const problems = new Map<string, Problem>()
  for (const { path, message } of parsed.error.issues.flatMap((issue) => explain(schema, raw, issue)))
    if (!problems.has(path)) problems.set(path, { path, message })
  return { problems: [...problems.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)) }
}

/** The known name that a person most likely meant, if one is near enough. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined
}

/** `did you mean x?`, or every name there is. */
export function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  return meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`
}

/** What is wrong in a list of names: one that is not known, or is there twice. */
export function listProblems(
  path: string,
  listed: readonly string[] = [],
  { known, what }: { readonly known: readonly string[]; readonly what: string },
): Problem[] {
  return listed.flatMap((name, index) => {
    const at = `${path}.${index}`
    if (!known.includes(name))
      return [{ path: at, message: `${JSON.stringify(name)} is no ${what}; ${suggestion(name, known)}` }]
    return listed.indexOf(name) < index
      ? [{ path: at, message: `"${name}" is listed twice; list it once` }]
      : []
  })
}

/** A value as a person recognises it, on one short line. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function explain(schema: ZodType, raw: unknown, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeOf(fieldAt(schema, issue.path)) ?? {})
    return issue.keys.map((key) => ({
      path: [...issue.path, key].join('.'),
      message: `unknown key; ${suggestion(key, known)}`,
    }))
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], raw)
  const field = fieldAt(schema, issue.path)
  const right =
    inner(field)?.description ?? mapOf(field) ?? describedAbove(schema, issue.path) ?? issue.message
  const wrong = value === undefined ? 'is missing' : `${show(value)} is not right`
  return [{ path: issue.path.join('.'), message: `${wrong}; expected ${right}` }]
}

function fieldAt(schema: ZodType | undefined, path: readonly PropertyKey[]): ZodType | undefined {
  return path.reduce<ZodType | undefined>((at, key) => {
    const def = inner(at)?.def
    if (def === undefined) return undefined
    if (def.shape !== undefined) return def.shape[key as string]
    return def.valueType ?? def.element
  }, schema)
}

/** What is said of the nearest field around one that is said nothing of, as the choices of a union. */
function describedAbove(schema: ZodType, path: readonly PropertyKey[]): string | undefined {
  const above = path.slice(0, -1)
  return above.length === 0
    ? undefined
    : (inner(fieldAt(schema, above))?.description ?? describedAbove(schema, above))
}

function mapOf(schema: ZodType | undefined): string | undefined {
  const shape = shapeOf(schema)
  return shape && `a map with ${Object.keys(shape).join(', ')}`
}

function shapeOf(schema: ZodType | undefined): Record<string, ZodType> | undefined {
  return inner(schema)?.def.shape
}

interface Inspected {
  readonly description?: string
  readonly def: {
    readonly shape?: Record<string, ZodType>
    readonly valueType?: ZodType
    readonly element?: ZodType
    readonly innerType?: ZodType
  }
}

function inner(schema: ZodType | undefined): Inspected | undefined {
  const inspected = schema as unknown as Inspected | undefined
  return inspected?.def.innerType === undefined ? inspected : inner(inspected.def.innerType)
}

/** Levenshtein's distance, by rows (Wagner and Fischer, 1974). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]
}
