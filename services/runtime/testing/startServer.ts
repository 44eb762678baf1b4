import pino from 'pino'
import { type ServingExtras, serving } from '../serving.ts'
import { servingVariables } from '../servingVariables.ts'
import type { AnyWorkload } from '../workload.ts'
import { linearModel, linearWorkload } from './linearWorkload.ts'
import { type MemorySource, memorySource } from './memorySource.ts'
import { until } from './until.ts'

export const testVariables = {
  ATOLL_WORKLOAD: 'linear',
  ATOLL_ENVIRONMENT: 'test',
  ATOLL_CODE_VERSION: 'abc',
  MLFLOW_TRACKING_URI: 'http://127.0.0.1:1',
  S3_ENDPOINT: 'http://127.0.0.1:1',
  S3_REGION: 'test',
  S3_BUCKET: 'linear',
  S3_ACCESS_KEY_ID: 'test',
  S3_SECRET_ACCESS_KEY: 'test',
  HOST: '127.0.0.1',
  ATOLL_POLL_SECONDS: '0.05',
  ATOLL_DRAIN_SECONDS: '0.1',
  ATOLL_LOG_LEVEL: 'silent',
}

/** A workload, the linear one by default, behind a real listening server; with version 1 in service unless `empty`. */
export async function startServer({
  workload = linearWorkload,
  model = linearModel(0),
  variables = {},
  source = memorySource(),
  empty = false,
  extras = {},
}: {
  readonly workload?: AnyWorkload
  readonly model?: Uint8Array
  readonly variables?: Readonly<Record<string, string>>
  readonly source?: MemorySource
  readonly empty?: boolean
  readonly extras?: ServingExtras
} = {}) {
  if (!empty) source.release('1', model)
  const settings = { ...servingVariables.parse({ ...testVariables, ...variables }), PORT: 0 }
  const log = pino({ level: settings.ATOLL_LOG_LEVEL })
  const server = await serving(workload, source, settings, log, extras)
  const url = `http://127.0.0.1:${server.port}`
  await until(async () => empty || (await fetch(`${url}/v2/health/ready`)).ok)
  return { ...server, url, source }
}

/** POSTs JSON, or text that is meant to be. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}
