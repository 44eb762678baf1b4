import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { checkInput } from '../../services/runtime/protocol/checkInput.ts'
import type { AnyRoute } from '../../services/runtime/workload/serving.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { WorkloadOutputs } from '../outputs.ts'
import type { Cluster } from './cluster.ts'
import { exitCode, Failure } from './failure.ts'
import { withForward } from './forward.ts'
import { fromData } from './fromData.ts'

/** A route by its path, with or without its slash; the main one if none is named. @throws Failure naming those there are */
export function routeOf({ name, serving }: AnyWorkload, path?: string): AnyRoute {
  if (path === undefined) return serving.routes[0]
  const found = serving.routes.find((route) => [route.path, route.path.slice(1)].includes(path))
  if (found !== undefined) return found
  const paths = serving.routes.map((route) => route.path).join(', ')
  throw new Failure(`${name} has no route ${path}; it has ${paths}`, exitCode.usage)
}

/** @throws Failure naming every field that is missing or wrong, and what would be right */
export function checkRequest(
  workload: AnyWorkload,
  request: unknown,
  route: AnyRoute = workload.serving.routes[0],
  hint = '',
): void {
  const { request: schema, example } = route
  const { faults } = checkInput(schema, request, 'the request', example)
  if (faults !== undefined)
    throw new Failure(`request to ${workload.name}:\n  ${faults.join('\n  ')}${hint}`, exitCode.usage)
}

const answerMs = 30_000

/** The example of a route; where it depends on the model, that for the one in service. @throws Failure if none answers */
export async function exampleOf(
  cluster: Cluster,
  { name }: AnyWorkload,
  outputs: WorkloadOutputs,
  route: AnyRoute,
): Promise<unknown> {
  if (route.exampleFor === undefined) return route.example
  return withForward(cluster, outputs.endpoint, async ({ host, port }) => {
    const response = await fetch(`http://${host}:${port}/openapi.json`, {
      signal: AbortSignal.timeout(answerMs),
    }).catch((error: Error) => {
      throw unanswered(name, error)
    })
    if (!response.ok) throw unanswered(name, new Error(`/openapi.json: status ${response.status}`))
    const { paths } = (await response.json()) as { paths: Record<string, DescribedRoute | undefined> }
    const described = paths[route.path]
    if (described === undefined) throw new Failure(`the version of ${name} that serves has no ${route.path}`)
    return described.post.requestBody.content['application/json'].example
  })
}

/** As OpenAPI has it. */
interface DescribedRoute {
  readonly post: {
    readonly requestBody: { readonly content: { readonly 'application/json': { example: unknown } } }
  }
}

const unanswered = (name: string, error: Error) =>
  new Failure(`no replica of ${name} answers (${error.message}); see \`npm run status\``, exitCode.notReady)

/** The request that a file is made into, and what it is about. @throws Failure if it is no such file */
export async function requestOfFile(file: NonNullable<AnyRoute['file']>, path: string) {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new Failure(`${path} cannot be read: ${error.message}`, exitCode.usage)
  })
  return fromData(path, () => file.request(bytes, basename(path)))
}

export interface Prediction {
  readonly model: string
  readonly version: string
  /** The body of the answer. */
  readonly prediction: unknown
}

/** Asks a served workload by POST. @throws Failure with the server's own message */
export async function predict(
  cluster: Cluster,
  workload: AnyWorkload,
  outputs: WorkloadOutputs,
  request: unknown,
  path: string = workload.serving.routes[0].path,
): Promise<Prediction> {
  return withForward(cluster, outputs.endpoint, async ({ host, port }) => {
    const response = await fetch(`http://${host}:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(answerMs),
    }).catch((error: Error) => {
      throw unanswered(workload.name, error)
    })
    const body = (await response.json()) as { error?: string }
    if (!response.ok)
      throw new Failure(
        body.error ?? `status ${response.status}`,
        response.status < 500 ? exitCode.usage : exitCode.notReady,
      )
    const version = response.headers.get('model-version') ?? 'unknown'
    return { model: workload.name, version, prediction: body }
  })
}
