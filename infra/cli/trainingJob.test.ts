import type { V1CronJob } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { isRefusal, jobFromCronJob, startProblem, trainingResult } from './trainingJob.ts'

const cronJob: V1CronJob = {
  metadata: { name: 'bikes-train', namespace: 'loc-bikes', uid: 'u1' },
  spec: {
    schedule: '0 3 * * *',
    jobTemplate: {
      metadata: { labels: { app: 'bikes' } },
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            containers: [
              {
                name: 'train',
                env: [
                  { name: 'ATOLL_WORKLOAD', value: 'bikes' },
                  { name: 'ATOLL_PARAMETERS', value: '{}' },
                ],
              },
            ],
          },
        },
      },
    },
  },
}

test('a Job has its CronJob as owner, its labels and template, and what is asked of it alone', () => {
  const job = jobFromCronJob(cronJob, 'bikes-train-1', [{ name: 'ATOLL_PARAMETERS', value: '{"seed":2}' }])
  expect(job.metadata).toMatchObject({
    name: 'bikes-train-1',
    namespace: 'loc-bikes',
    labels: { app: 'bikes' },
    annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
    ownerReferences: [{ kind: 'CronJob', name: 'bikes-train', uid: 'u1', controller: true }],
  })
  expect(job.spec!.backoffLimit).toBe(0)
  expect(job.spec!.template.spec!.containers[0]!.env).toEqual([
    { name: 'ATOLL_WORKLOAD', value: 'bikes' },
    { name: 'ATOLL_PARAMETERS', value: '{"seed":2}' },
  ])
  expect(cronJob.spec!.jobTemplate.spec!.template.spec!.containers[0]!.env![1]!.value).toBe('{}')
})

test('the result is the last line that is an object', () => {
  expect(trainingResult(['read 10 rows', '{"outcome":"kept"}', '{"outcome":"registered"}', 'bye'])).toEqual({
    outcome: 'registered',
  })
  expect(() => trainingResult(['read 10 rows', 'killed'])).toThrow(/without a result:\nread 10 rows\nkilled/)
})

test('a busy or broken API server is asked again, one that refuses is not', () => {
  expect([{ code: 429 }, { code: 503 }, { code: 'ECONNREFUSED' }, {}].filter(isRefusal)).toEqual([])
  expect(isRefusal({ code: 403 })).toBe(true)
})

test('a pod that cannot start says why', () => {
  const waiting = (reason: string) => ({
    status: {
      containerStatuses: [
        {
          name: 'c',
          image: 'i',
          imageID: '',
          ready: false,
          restartCount: 0,
          state: { waiting: { reason, message: 'no such image' } },
        },
      ],
    },
  })
  expect(startProblem(waiting('ImagePullBackOff'))).toBe('ImagePullBackOff: no such image')
  expect(startProblem(waiting('ContainerCreating'))).toBeUndefined()
  expect(
    startProblem({
      status: { conditions: [{ type: 'PodScheduled', status: 'False', message: 'no memory' }] },
    }),
  ).toBe('not scheduled: no memory')
})
