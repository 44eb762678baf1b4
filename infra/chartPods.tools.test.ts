import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ControlPlane, startControlPlane } from './lab/providers/testing/controlPlane.ts'
import { type StackUnderTest, stackUnderTest } from './lab/providers/testing/stackUnderTest.ts'

const components = join(import.meta.dirname, '../components')
const chart = mkdtempSync(join(tmpdir(), 'chart-'))
const job = `apiVersion: batch/v1
kind: Job
metadata: { name: {{ .Release.Name }}, annotations: { pulumi.com/skipAwait: "true" } }
spec: { template: { metadata: { labels: { app: a } }, spec: { restartPolicy: Never, containers: [{ name: a, image: "a:1" }] } } }
`

let plane: ControlPlane
let stack: StackUnderTest

beforeAll(async () => {
  mkdirSync(join(chart, 'templates'))
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: jobs\nversion: 1.0.0\n')
  writeFileSync(join(chart, 'templates/job.yaml'), job)
  plane = await startControlPlane()
  stack = stackUnderTest(plane.kubeconfig)
})
afterAll(async () => {
  stack?.remove()
  await plane?.stop()
  rmSync(chart, { recursive: true })
})

function withSecret(version: number): void {
  stack.program(`
const { installChart } = await import(${JSON.stringify(join(components, 'chart.ts'))})
class All extends pulumi.ComponentResource { constructor() { super('tested:All', 'all') } }
const all = new All()
const { hex } = new random.RandomId('id', { byteLength: 4, keepers: { version: '${version}' } })
const place = { namespace: 'default', ownership: { environment: 'loc', owner: 'platform' }, ready: all }
installChart(
  { chart: { chart: ${JSON.stringify(chart)}, version: '1.0.0' }, release: 'jobs', place, values: {},
    podAnnotations: () => ({ 'example/secret': hex }) },
  { parent: all },
)`)
}

const made = async () => {
  const { body } = await plane.api({ path: '/apis/batch/v1/namespaces/default/jobs/jobs' })
  const { metadata, spec } = JSON.parse(body)
  return { uid: metadata.uid as string, ...spec.template.metadata.annotations }
}

it('a Job of a chart is another one, under its name, when a secret is that its pods read', async () => {
  withSecret(1)
  expect((await stack.run('up')).error).toBeUndefined()
  const first = await made()
  expect(first['example/secret']).toMatch(/^[0-9a-f]{8}$/)
  expect((await stack.run('up')).result).toMatchObject({ changes: { same: expect.any(Number) } })
  withSecret(2)
  expect((await stack.run('up')).error).toBeUndefined()
  const second = await made()
  expect(second.uid).not.toBe(first.uid)
  expect(second['example/secret']).not.toBe(first['example/secret'])
})
