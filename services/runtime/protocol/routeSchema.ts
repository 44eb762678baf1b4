import { z } from 'zod'
import type { AnyRoute } from '../workload/serving.ts'
import type { AnyWorkload } from '../workload.ts'
import { rawType } from './rawTensor.ts'

/** A workload's typed route as OpenAPI describes it. */
export function routeSchema({ name }: AnyWorkload, route: AnyRoute, errorBody: object): object {
  const { summary, request, response, example, binary } = route
  const schemaOf = (type: z.ZodType, io: 'input' | 'output') => {
    const { $schema, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' })
    return schema
  }
  return {
    tags: [name],
    summary,
    ...(binary && { description: rawForm(binary) }),
    body: { ...schemaOf(request, 'input'), examples: [example] },
    response: { 200: schemaOf(response, 'output'), '4xx': errorBody, '5xx': errorBody },
  }
}

function rawForm({ datatype, shape }: NonNullable<AnyRoute['binary']>): string {
  const dimensions = shape.map((size) => (size === -1 ? 'n' : size)).join(',')
  return `Also taken as ${rawType}: little-endian ${datatype} in row-major order, with their shape, ${dimensions}, in the header tensor-shape.`
}
