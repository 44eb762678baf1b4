import { expect, test } from 'vitest'
import type { PublishedData as Published } from '../../services/runtime/workload/publishedData.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { PublishedData } from './publishedData.ts'

const data: Published = {
  name: 'sums',
  title: 'Sums',
  summary: 'Answers sums',
  publishCommand: 'publish',
  check: async () => [],
  generate: async () => {},
  open: async () => ({ close: async () => {} }),
  routes: () => {},
  example: '/sums',
  maximumBytes: 1000,
  replicas: 2,
  resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  disk: '512Mi',
}

const render = (minimumReplicas = 2) =>
  rendered(() => {
    const place = examplePlace('loc-numbers')
    new PublishedData({
      data,
      workload: 'numbers',
      place,
      image: `registry.internal/atoll/services@sha256:${'0'.repeat(64)}`,
      codeVersion: '0123abc',
      store: exampleStore(place),
      bucket: 'numbers',
      metrics: undefined,
      minimumReplicas,
      nodePort: 30087,
    })
  })

test('has as many replicas as the data ask for, and no fewer than the stack, which go one at a time', async () => {
  const objects = await render()
  const { replicas, strategy } = only(objects, 'Deployment', 'sums').spec
  expect(replicas).toBe(2)
  expect(strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 })
  expect(only(objects, 'PodDisruptionBudget', 'sums').spec.maxUnavailable).toBe(1)
  expect(only(await render(3), 'Deployment', 'sums').spec.replicas).toBe(3)
})

test('reads the bucket of its workload, whose key it gets by reference, and keeps versions in the room that the data ask for', async () => {
  const { spec } = only(await render(), 'Deployment', 'sums').spec.template
  expect(environmentOf(spec.containers[0])).toEqual({
    ATOLL_WORKLOAD: 'numbers',
    ATOLL_CODE_VERSION: '0123abc',
    S3_ENDPOINT: 'http://store.elsewhere:9000',
    S3_REGION: 'us-east-1',
    S3_BUCKET: 'numbers',
    S3_ACCESS_KEY_ID: 'object-store/accessKeyId',
    S3_SECRET_ACCESS_KEY: 'object-store/secretAccessKey',
    ATOLL_DATA_CACHE: '/var/cache/atoll',
    PORT: '8080',
  })
  expect(spec.containers[0].resources.limits).toEqual({ memory: '256Mi' })
  expect(spec.volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '512Mi' } })
})

test('is reached by its port on the nodes, and reaches the store alone', async () => {
  const objects = await render()
  expect(only(objects, 'Service', 'sums').spec.ports[0].nodePort).toBe(30087)
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
  expect(policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).toSorted()).toEqual([
    'elsewhere/store-from-sums',
    'loc-numbers/sums-from-anywhere',
    'loc-numbers/sums-to-store',
  ])
})

test('runs restricted pods', async () => {
  expect(podTemplates(await render()).flatMap(violations)).toEqual([])
})
