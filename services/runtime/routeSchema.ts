import { z } from 'zod'
import type { AnyRoute, AnyWorkload } from './workload.ts'

/** A workload's typed route as OpenAPI describes it. */
export function routeSchema({ name }: AnyWorkload, route: AnyRoute, errorBody: object): object {
  const { summary, request, response, example } = route
  const schemaOf = (type: z.ZodType, io: 'input' | 'output') => {
    const { $schema, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' })
    return schema
  }
  return {
    tags: [name],
    summary,
    body: { ...schemaOf(request, 'input'), examples: [example] },
    response: { 200: schemaOf(response, 'output'), '4xx': errorBody, '5xx': errorBody },
  }
}
