import { ZodObject, ZodOptional, type ZodType } from 'zod'
import { schema } from '../config.ts'

/** The dotted path of every field of a stack. */
export function fieldsOfStack(): string[] {
  return fields(schema)
}

function fields(type: ZodType, path: readonly string[] = []): string[] {
  const inner = type instanceof ZodOptional ? (type.unwrap() as ZodType) : type
  if (!(inner instanceof ZodObject)) return [path.join('.')]
  return Object.entries(inner.shape as Record<string, ZodType>).flatMap(([key, field]) =>
    fields(field, [...path, key]),
  )
}
