import { isObject } from '../protocol/inference.ts'

const masked = '***'

/**
 * A copy in which the value of each field with one of these names is `"***"`, at any depth; of a named tensor, its data.
 */
export function maskPersonal(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => maskPersonal(item, names))
  if (!isObject(value)) return value
  const tensor = typeof value.name === 'string' && names.has(value.name) && 'data' in value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      names.has(key) || (tensor && key === 'data') ? masked : maskPersonal(inner, names),
    ]),
  )
}

/** The same of JSON; null if it is none. */
export function maskJson(text: string, names: ReadonlySet<string>): string | null {
  try {
    return JSON.stringify(maskPersonal(JSON.parse(text), names))
  } catch {
    return null
  }
}
