import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { AnyWorkload } from '../workload.ts'

/** Nothing but what this server sends, save the pictures that lie in its style sheet. */
const contentSecurity = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** Describes the routes that are added after this at `/openapi.json`, and shows them at `/docs`, where `/` leads, from this server alone. */
export async function docsPage(
  app: FastifyInstance,
  { title, summary }: Pick<AnyWorkload, 'title' | 'summary'>,
  version: string,
  tags: readonly string[],
): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description: summary, version },
      tags: tags.map((name) => ({ name })),
    },
  })
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurity,
    logLevel: 'warn',
    uiConfig: { tryItOutEnabled: true },
    theme: { title, css: [{ filename: 'page.css', content: '.swagger-ui .topbar { display: none }' }] },
  })
  app.get('/', { schema: { hide: true } }, (_, reply) => reply.redirect('/docs'))
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
