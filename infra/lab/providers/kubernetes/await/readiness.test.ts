import { describe, expect, it } from 'vitest'
import type { KubernetesObject } from '../objects.ts'
import { definitionReadiness } from './customDefinition.ts'
import { daemonSetReadiness } from './daemonSet.ts'
import { deploymentReadiness } from './deployment.ts'
import { jobReadiness } from './job.ts'
import { judgeOf } from './judges.ts'
import { podReadiness } from './pod.ts'
import { podTroubles } from './pods.ts'
import { selectorQuery } from './readiness.ts'
import { serviceReadiness } from './service.ts'
import { statefulSetReadiness } from './statefulSet.ts'
import { claimReadiness, volumeReadiness } from './volumes.ts'

const object = (spec: unknown, status: unknown, generation = 1): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name: 'x', generation },
  spec,
  status,
})
const complete = {
  observedGeneration: 1,
  replicas: 2,
  updatedReplicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
}

describe('a Deployment', () => {
  it.each([
    ['ready', { replicas: 2 }, complete],
    ['ready', { replicas: 0 }, { observedGeneration: 1 }],
    ['ready', { replicas: 2, paused: true }, {}],
    ['waiting', { replicas: 2 }, { ...complete, observedGeneration: 0 }],
    ['waiting', { replicas: 2 }, { ...complete, updatedReplicas: 1 }],
    ['waiting', { replicas: 2 }, { ...complete, replicas: 3 }],
    ['waiting', { replicas: 2 }, { ...complete, availableReplicas: 1 }],
    ['waiting', {}, undefined],
  ])('is %s with %j and %j', (state, spec, status) => {
    expect(deploymentReadiness(object(spec, status)).state).toBe(state)
  })

  it('has failed when its progress deadline is over', () => {
    const conditions = [
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' },
    ]
    expect(deploymentReadiness(object({}, { ...complete, conditions }))).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('timed out'),
    })
  })

  it('says what keeps its pods from being made', () => {
    const conditions = [
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' },
    ]
    expect(deploymentReadiness(object({}, { observedGeneration: 1, conditions }))).toMatchObject({
      reasons: ['FailedCreate: exceeded quota'],
    })
  })
})

describe('a StatefulSet', () => {
  const rolling = { ...complete, currentRevision: 'a', updateRevision: 'b' }
  it.each([
    ['ready', { replicas: 2 }, { ...complete, currentRevision: 'a', updateRevision: 'a' }],
    ['ready', { replicas: 2 }, rolling],
    ['waiting', { replicas: 2 }, { ...rolling, updatedReplicas: 1 }],
    ['waiting', { replicas: 2 }, { ...complete, readyReplicas: 1 }],
    [
      'ready',
      { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      { ...rolling, updatedReplicas: 1 },
    ],
    ['ready', { replicas: 2, updateStrategy: { type: 'OnDelete' } }, { ...rolling, updatedReplicas: 0 }],
    ['waiting', {}, undefined],
  ])('is %s with %j and %j', (state, spec, status) => {
    expect(statefulSetReadiness(object(spec, status)).state).toBe(state)
  })
})

describe('a DaemonSet', () => {
  const all = {
    observedGeneration: 1,
    desiredNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
  }
  it.each([
    ['ready', {}, all],
    ['ready', {}, { observedGeneration: 1 }],
    ['waiting', {}, { ...all, numberAvailable: 1 }],
    ['waiting', {}, { ...all, updatedNumberScheduled: 1 }],
    ['ready', { updateStrategy: { type: 'OnDelete' } }, { ...all, updatedNumberScheduled: 0 }],
    ['waiting', {}, { ...all, observedGeneration: 0 }],
  ])('is %s with %j and %j', (state, spec, status) => {
    expect(daemonSetReadiness(object(spec, status)).state).toBe(state)
  })
})

describe('a Job', () => {
  const condition = (type: string) => ({ conditions: [{ type, status: 'True', reason: 'R', message: 'M' }] })
  it.each([
    ['ready', {}, condition('Complete')],
    ['failed', {}, condition('Failed')],
    ['ready', { suspend: true }, {}],
    ['waiting', {}, { active: 1 }],
  ])('is %s with %j and %j', (state, spec, status) => {
    expect(jobReadiness(object(spec, status)).state).toBe(state)
  })
})

describe('a Pod', () => {
  it.each([
    ['ready', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }],
    ['waiting', { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] }],
    ['ready', { phase: 'Succeeded' }],
    ['failed', { phase: 'Failed' }],
    ['waiting', undefined],
  ])('is %s with %j', (state, status) => {
    expect(podReadiness(object({}, status)).state).toBe(state)
  })

  const container = (state: unknown, rest = {}) =>
    [
      {
        metadata: { name: 'p' },
        status: { containerStatuses: [{ name: 'c', restartCount: 0, state, ...rest }] },
      },
    ] as unknown as KubernetesObject[]

  it('is in no trouble while it starts or runs', () => {
    expect(podTroubles(container({ waiting: { reason: 'ContainerCreating' } }))).toEqual([])
    expect(podTroubles(container({ running: {} }))).toEqual([])
  })

  it('is in trouble without its image, in a crash loop, or with no node to run on', () => {
    expect(podTroubles(container({ waiting: { reason: 'ImagePullBackOff', message: 'not found' } }))).toEqual(
      [{ pod: 'p', text: 'container c: ImagePullBackOff: not found' }],
    )
    const crash = container(
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
      { restartCount: 2, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
    )
    expect(podTroubles(crash)).toEqual([
      {
        pod: 'p',
        text: 'container c: CrashLoopBackOff: exit code 137, OOMKilled',
        log: { container: 'c', previous: true },
      },
    ])
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' },
    ]
    const homeless = [{ ...object({}, { phase: 'Pending', conditions }) }]
    expect(podTroubles(homeless)).toEqual([{ pod: 'x', text: 'Unschedulable: 0/1 nodes' }])
  })
})

describe('volumes', () => {
  it('wait to be bound, unless their class waits for a pod', () => {
    expect(claimReadiness(object({}, { phase: 'Bound' }), 'Immediate').state).toBe('ready')
    expect(claimReadiness(object({}, { phase: 'Pending' }), 'Immediate').state).toBe('waiting')
    expect(claimReadiness(object({}, { phase: 'Pending' }), undefined).state).toBe('waiting')
    expect(claimReadiness(object({}, { phase: 'Pending' }), 'WaitForFirstConsumer').state).toBe('ready')
    expect(claimReadiness(object({}, { phase: 'Lost' }), 'Immediate').state).toBe('failed')
    expect(volumeReadiness(object({}, { phase: 'Available' })).state).toBe('ready')
    expect(volumeReadiness(object({}, undefined)).state).toBe('waiting')
  })
})

describe('a Service', () => {
  const slice = (ready?: boolean) =>
    [object({}, {})].map((one) => ({ ...one, endpoints: [{ conditions: { ready } }] }))
  const selector = { app: 'x' }
  it.each([
    ['waiting', { selector }, []],
    ['waiting', { selector }, slice(false)],
    ['ready', { selector }, slice(true)],
    ['ready', { selector }, slice()],
    ['ready', { selector, clusterIP: 'None' }, []],
    ['ready', { type: 'ExternalName' }, []],
    ['ready', {}, []],
    ['waiting', { type: 'LoadBalancer' }, []],
  ])('is %s with %j and %j', (state, spec, slices) => {
    expect(serviceReadiness(object(spec, {}), slices).state).toBe(state)
  })
})

it('a kind is ready when it can be used', () => {
  const condition = (type: string, status: string) => object({}, { conditions: [{ type, status }] })
  expect(definitionReadiness(condition('Established', 'True')).state).toBe('ready')
  expect(definitionReadiness(condition('Established', 'False')).state).toBe('waiting')
  expect(definitionReadiness(condition('NamesAccepted', 'False')).state).toBe('failed')
})

describe('who judges', () => {
  const annotated = (kind: string, annotations: Record<string, string>): KubernetesObject => ({
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name: 'x', annotations },
  })
  it('is nobody for other kinds, or where waiting is switched off', () => {
    expect(judgeOf(annotated('Pod', {}))).toBeDefined()
    expect(judgeOf(annotated('ControllerRevision', {}))).toBeUndefined()
    expect(judgeOf(annotated('Deployment', { 'pulumi.com/skipAwait': 'true' }))).toBeUndefined()
  })
  it('is the annotation before the kind', () => {
    expect(
      judgeOf(annotated('ControllerRevision', { 'pulumi.com/waitFor': 'condition=Ready' })),
    ).toBeDefined()
  })
})

it('writes selectors as queries', () => {
  expect(
    selectorQuery({
      matchLabels: { app: 'x' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'old', operator: 'DoesNotExist' },
        { key: 'new', operator: 'Exists' },
        { key: 'zone', operator: 'NotIn', values: ['c'] },
      ],
    }),
  ).toBe('app=x,tier in (a,b),!old,new,zone notin (c)')
})
