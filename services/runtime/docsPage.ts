import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { AnyWorkload } from './workload.ts'

/** Describes the routes that are added after this at `/openapi.json`, and shows them at `/docs`, where `/` leads, from this server alone. */
export async function docsPage(
  app: FastifyInstance,
  { name, title, summary }: AnyWorkload,
  version: string,
): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description: summary, version },
      tags: [{ name }, { name: 'Open Inference Protocol' }],
    },
  })
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    logLevel: 'warn',
    uiConfig: { tryItOutEnabled: true },
    theme: { title, css: [{ filename: 'page.css', content: '.swagger-ui .topbar { display: none }' }] },
  })
  app.get('/', { schema: { hide: true } }, (_, reply) => reply.redirect('/docs'))
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
