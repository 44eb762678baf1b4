import { ZodArray, ZodObject, ZodOptional, type ZodType } from 'zod'
import { stackSchema } from '../stackSchema.ts'

/** The path of every field of a stack, as `nodes.cores`, and of each item of a list, as `users[].name`. */
export function fieldsOfStack(): string[] {
  return fields(stackSchema, '')
}

function fields(type: ZodType, path: string): string[] {
  const inner = type instanceof ZodOptional ? (type.unwrap() as ZodType) : type
  if (inner instanceof ZodArray && inner.element instanceof ZodObject)
    return [path, ...fields(inner.element, `${path}[]`)]
  if (!(inner instanceof ZodObject)) return [path]
  return Object.entries(inner.shape as Record<string, ZodType>).flatMap(([key, field]) =>
    fields(field, path === '' ? key : `${path}.${key}`),
  )
}
