import type { FastifyInstance } from 'fastify'
import type { AnyRoute } from '../workload/serving.ts'
import type { AnyWorkload } from '../workload.ts'
import type { LoadedModel } from './modelHolder.ts'

/** The part of a described route that names its body. */
interface DescribedBody {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { example?: unknown }>> }
}

/** Before the description of the routes is shown, takes the examples that depend on the model from the one in service. */
export function modelExamples(
  app: FastifyInstance,
  { serving }: AnyWorkload,
  current: () => LoadedModel | undefined,
): void {
  const [main] = serving.routes
  const routes: (readonly [path: string, route: AnyRoute])[] = [
    ...serving.routes.map((route) => [route.path, route] as const),
    ...['/outlier', '/explain'].map((path) => [path, main] as const),
  ]
  let shown: LoadedModel | undefined
  app.addHook('onRequest', (request, _, done) => {
    const loaded = current()
    if (/^\/(openapi|docs\/json)/.test(request.url) && loaded !== undefined && loaded !== shown) {
      shown = loaded
      const { paths } = app.swagger() as { paths: Record<string, { post?: DescribedBody }> }
      for (const [path, { exampleFor }] of routes) {
        const body = paths[path]?.post?.requestBody?.content?.['application/json']
        if (exampleFor !== undefined && body !== undefined) body.example = exampleFor(loaded.model)
      }
    }
    done()
  })
}
