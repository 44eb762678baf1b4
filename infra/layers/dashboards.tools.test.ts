import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { objectStore } from '../../services/runtime/objectStore.ts'
import { startServer } from '../../services/runtime/testing/startServer.ts'
import { until } from '../../services/runtime/testing/until.ts'
import { minioServer } from '../lab/testing/minioServer.ts'
import { mlflowServer } from '../lab/testing/mlflowServer.ts'
import { freePort, serverProcess } from '../lab/testing/serverProcess.ts'
import { ensureTools } from '../lab/tools.ts'
import { metricNames } from '../testing/metricNames.ts'
import { allAlerts } from './alerts.ts'
import { allDashboards } from './dashboards.ts'

const directory = mkdtempSync(join(tmpdir(), 'atoll-dashboards-'))
const cleanUp = new AsyncDisposableStack()
/** What Prometheus makes itself. */
const known = new Set(['ALERTS', 'up', ...metricNames])
let prometheus: string

beforeAll(async () => {
  prometheus = await startPrometheus()
  for (const url of [await minioMetrics(), await mlflowMetrics(), await servingMetrics()])
    for (const [name] of (await textOf(url)).matchAll(/^[a-z]\w+/gm)) known.add(name)
})
afterAll(async () => {
  await cleanUp.disposeAsync()
  rmSync(directory, { recursive: true })
})

async function startPrometheus(): Promise<string> {
  const tools = await ensureTools(['prometheus'])
  const url = `http://127.0.0.1:${await freePort()}`
  writeFileSync(join(directory, 'prometheus.yml'), 'global: {}\n')
  const server = cleanUp.use(
    serverProcess({
      name: 'Prometheus',
      command: tools.prometheus,
      args: ['--config.file=prometheus.yml', `--web.listen-address=${new URL(url).host}`],
      directory,
      readyUrl: `${url}/-/ready`,
    }),
  )
  await server.start()
  return url
}

/** Of a store that was asked, also for something it has not, and that has counted what it keeps. */
async function minioMetrics(): Promise<string> {
  const server = cleanUp.use(
    await minioServer(directory, { MINIO_PROMETHEUS_AUTH_TYPE: 'public', MINIO_SCANNER_SPEED: 'fastest' }),
  )
  const bucket = await server.bucket('bikes')
  const url = `${bucket.endpoint}/minio/v2/metrics/cluster`
  await objectStore(bucket).put('s3://bikes/file', Buffer.from('hello'))
  await fetch(`${bucket.endpoint}/bikes/none`)
  await until(async () => (await textOf(url)).includes('minio_cluster_usage_object_total'), 120)
  return url
}

async function mlflowMetrics(): Promise<string> {
  const metrics = join(directory, 'mlflow-metrics')
  mkdirSync(metrics)
  const { uri } = cleanUp.use(await mlflowServer(directory, { prometheus_multiproc_dir: metrics }))
  await fetch(`${uri}/api/2.0/mlflow/experiments/search?max_results=1`)
  return `${uri}/metrics`
}

async function servingMetrics(): Promise<string> {
  const server = await startServer()
  cleanUp.defer(async () => void (await server.drain()))
  return `${server.url}/metrics`
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url)).text()
}

/** What Prometheus reads an expression as; Grafana's own words are given values before. */
async function parsed(expression: string): Promise<{ readonly status: string; readonly data: unknown }> {
  const query = expression.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*')
  const body = new URLSearchParams({ query })
  const answer = await fetch(`${prometheus}/api/v1/parse_query`, { method: 'POST', body })
  return (await answer.json()) as { readonly status: string; readonly data: unknown }
}

/** The metrics that a parsed expression reads. */
function metricsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { type, name } = node as { readonly type?: string; readonly name?: string }
  const own = (type === 'vectorSelector' || type === 'matrixSelector') && name !== undefined ? [name] : []
  return [...own, ...Object.values(node).flatMap(metricsIn)]
}

const ofDashboards = allDashboards.flatMap(({ name, choices, panels }) => [
  ...Object.values(choices).map((metric) => [`the choices of ${name}`, metric]),
  ...panels.flatMap(({ title, shows }) => Object.values(shows).map((query) => [`${name}: ${title}`, query])),
])
const ofAlerts = allAlerts.flatMap(({ alerts }) => alerts.map(({ name, when }) => [name, when]))

describe.each([
  ['dashboards', ofDashboards],
  ['alerts', ofAlerts],
])('Prometheus reads what %s ask for', (_of, asked) => {
  test.each(asked)('%s', async (_what, expression) => {
    const { status, data } = await parsed(expression!)
    expect(status, expression).toBe('success')
    const read = metricsIn(data)
    expect(read.length).toBeGreaterThan(0)
    for (const name of read) expect(known, name).toContain(name)
  })
})

test('no name is kept that nothing asks for', async () => {
  const asked = await Promise.all(
    [...ofDashboards, ...ofAlerts].map(async ([, expression]) => metricsIn((await parsed(expression!)).data)),
  )
  expect(metricNames.filter((name) => !asked.flat().includes(name))).toEqual([])
})
