import { describe, expect, test } from 'vitest'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import { exampleWorkload } from '../testing/exampleWorkload.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { exampleRegistry, exampleStore } from '../testing/store.ts'
import { Workload, type WorkloadArgs } from './workload.ts'

function render(workload: AnyWorkload, args: Partial<WorkloadArgs> = {}): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('loc-numbers', { environment: 'loc', owner: 'arithmetic' })
    new Workload({
      workload,
      place,
      image: `registry.internal/atoll/services@sha256:${'0'.repeat(64)}`,
      codeVersion: '0123abc',
      store: exampleStore(place),
      registry: exampleRegistry(),
      metrics: undefined,
      minimumReplicas: 2,
      modelCache: '256Mi',
      nodePort: undefined,
      ...args,
    })
  })
}

const numbers = exampleWorkload('numbers')

describe('a served workload', () => {
  test('has as many replicas as it asks for, and no fewer than the stack', async () => {
    const replicas = async (asked: number, least: number) => {
      const workload = { ...numbers, serving: { ...numbers.serving, replicas: asked } }
      const objects = await render(workload, { minimumReplicas: least })
      return only(objects, 'Deployment', 'numbers').spec.replicas
    }
    expect(await replicas(2, 3)).toBe(3)
    expect(await replicas(5, 3)).toBe(5)
  })

  test('is replaced one by one, each after its successor is ready and out of the Service', async () => {
    const { strategy, template } = only(await render(numbers), 'Deployment', 'numbers').spec
    expect(strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 })
    const { lifecycle } = template.spec.containers[0]
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(lifecycle.preStop.sleep.seconds + 30)
  })

  test('is served as the stack says, and as usual where it says nothing', async () => {
    const variablesOf = async (args: Partial<WorkloadArgs>) =>
      environmentOf(
        only(await render(numbers, args), 'Deployment', 'numbers').spec.template.spec.containers[0],
      )
    const traffic = { mode: 'canary', percent: 10 }
    const served = { traffic, batch: { rows: 64, waitMs: 2 }, audit: { days: 90 } }
    const usual = await variablesOf({})
    expect(await variablesOf({ served })).toEqual({
      ...usual,
      ATOLL_TRAFFIC: '{"mode":"canary","percent":10}',
      ATOLL_BATCH_ROWS: '64',
      ATOLL_BATCH_WAIT_MS: '2',
      ATOLL_AUDIT_DAYS: '90',
    })
    expect(Object.keys(usual)).not.toContain('ATOLL_TRAFFIC')
  })

  test('is not waited for by Pulumi: it is ready when a model is trained', async () => {
    const objects = await render(numbers)
    for (const { metadata } of objects.filter(({ kind }) => ['Deployment', 'Service'].includes(kind)))
      expect(metadata.annotations).toMatchObject({ 'pulumi.com/skipAwait': 'true' })
  })

  test('loses one replica at most to maintenance, and none that is not ready keeps a node from it', async () => {
    expect(only(await render(numbers), 'PodDisruptionBudget', 'numbers').spec).toMatchObject({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    })
  })

  test('shows every replica by name, ready or not, so that a rollout sees those that wait for a model', async () => {
    expect(only(await render(numbers), 'Service', 'numbers-replicas').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    })
  })

  test('takes what it connects to from contracts, secrets by reference', async () => {
    const [container] = only(await render(numbers), 'Deployment', 'numbers').spec.template.spec.containers
    expect(environmentOf(container)).toEqual({
      ATOLL_WORKLOAD: 'numbers',
      ATOLL_ENVIRONMENT: 'loc',
      ATOLL_CODE_VERSION: '0123abc',
      MLFLOW_TRACKING_URI: 'http://registry.models:5000',
      S3_ENDPOINT: 'http://store.elsewhere:9000',
      S3_REGION: 'us-east-1',
      S3_BUCKET: 'numbers',
      S3_ACCESS_KEY_ID: 'object-store/accessKeyId',
      S3_SECRET_ACCESS_KEY: 'object-store/secretAccessKey',
      PORT: '8080',
      ATOLL_MODEL_CACHE: '/var/cache/atoll',
    })
  })

  test('is scraped where there is a system for it', async () => {
    const annotations = (objects: readonly Rendered[]) =>
      only(objects, 'Deployment', 'numbers').spec.template.metadata.annotations
    expect(annotations(await render(numbers))).toEqual({ 'example/key': 'first' })
    const metrics = { scrape: (_server: unknown, path: string) => ({ collect: path }) }
    expect(annotations(await render(numbers, { metrics }))).toEqual({
      'example/key': 'first',
      collect: '/metrics',
    })
  })

  test('runs restricted pods', async () => {
    const templates = podTemplates(await render(numbers))
    expect(templates).toHaveLength(2)
    expect(templates.flatMap(violations)).toEqual([])
  })

  test('is reached by its own training, and reaches the store and the registry', async () => {
    const policies = (await render(numbers)).filter(({ kind }) => kind === 'NetworkPolicy')
    expect(policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).toSorted()).toEqual([
      'elsewhere/store-from-numbers',
      'loc-numbers/numbers-from-numbers-train',
      'loc-numbers/numbers-to-registry',
      'loc-numbers/numbers-to-store',
      'loc-numbers/numbers-train-to-numbers',
      'models/registry-from-numbers',
    ])
  })
})

describe('its training', () => {
  const cronJob = async (workload: AnyWorkload) =>
    only(await render(workload), 'CronJob', 'numbers-train').spec

  test('waits to be asked for, unless it has a schedule', async () => {
    expect((await cronJob(numbers)).suspend).toBe(true)
    const { suspend, schedule, timeZone } = await cronJob(exampleWorkload('numbers', '0 3 * * *'))
    expect({ suspend, schedule, timeZone }).toEqual({
      suspend: false,
      schedule: '0 3 * * *',
      timeZone: 'Etc/UTC',
    })
  })

  test('has the time that the workload gives it, and fails once', async () => {
    const { spec } = (await cronJob(numbers)).jobTemplate
    expect(spec).toMatchObject({ activeDeadlineSeconds: 600, backoffLimit: 0 })
    expect(spec.template.spec.restartPolicy).toBe('Never')
  })

  test('knows where the replicas are, and has no cache of models', async () => {
    const [container] = (await cronJob(numbers)).jobTemplate.spec.template.spec.containers
    const environment = environmentOf(container)
    expect(environment.ATOLL_REPLICAS_HOST).toBe('numbers-replicas')
    expect(environment).not.toHaveProperty('ATOLL_MODEL_CACHE')
  })

  test('is never chosen by the Service of the replicas', async () => {
    const objects = await render(numbers)
    const { selector } = only(objects, 'Service', 'numbers').spec
    const { labels } = (await cronJob(numbers)).jobTemplate.spec.template.metadata
    expect(Object.entries(selector).every(([key, value]) => labels[key] === value)).toBe(false)
  })
})
