import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type ControlPlane, startControlPlane } from '../testing/controlPlane.ts'
import { crashingStatus, failedStatus, podsOf, readyStatus, report } from '../testing/kubelet.ts'
import { type StackUnderTest, stackUnderTest } from '../testing/stackUnderTest.ts'

let plane: ControlPlane
let stack: StackUnderTest

beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane?.stop())
beforeEach(() => {
  stack = stackUnderTest(plane.kubeconfig)
})
afterEach(async () => {
  await stack.run('destroy')
  stack.remove()
})

const pod = `metadata: { labels: { app: 'web' } }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: 'none' }] }`
const deployment = (
  annotations = '',
) => `new k8s.apps.v1.Deployment('web', { metadata: { name: 'web', annotations: { ${annotations} } },
  spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { ${pod} } } })`

it('waits for every replica of a Deployment and for the endpoints of its Service', async () => {
  stack.program(`${deployment()}
    new k8s.core.v1.Service('web', { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } })`)
  const run = stack.start('up')
  await run.said(/Deployment web: 0 of 2 replicas available/)
  await run.said(/Service web: no ready pod matches the selector yet/)
  for (const one of await podsOf(plane, 'web', 2)) await report(plane, one, readyStatus)
  const { result } = await run.outcome
  expect(result).toEqual({ changes: { create: 3 } })
})

it('says which pod fails and why, keeps the object in the state, and repairs it in the next run', async () => {
  stack.program(deployment(`'pulumi.com/timeoutSeconds': '8'`))
  const run = stack.start('up')
  const pods = await podsOf(plane, 'web', 2)
  for (const one of pods) await report(plane, one, crashingStatus)
  const { error } = await run.outcome
  expect(error).toMatch(/Deployment default\/web is not ready after 8 s: 0 of 2 replicas available/)
  expect(error).toContain(
    `pod ${pods[0]!.metadata.name}: container main: CrashLoopBackOff: exit code 7, Error`,
  )
  expect(stack.state()).toContain('"id":"default/web"')
  expect(stack.state()).toContain('initErrors')
  for (const one of pods) await report(plane, one, { ...readyStatus, containerStatuses: null })
  expect((await stack.run('up')).error).toBeUndefined()
  expect(stack.state()).not.toContain('initErrors')
})

it('ends a wait on cancel, saves what is there, and goes on in the next run', async () => {
  stack.program(deployment())
  const run = stack.start('up')
  await run.said(/0 of 2 replicas available/)
  run.process.kill('SIGINT')
  expect((await run.outcome).error).toMatch(/cancelled/)
  expect(stack.state()).toContain('"id":"default/web"')
  for (const one of await podsOf(plane, 'web', 2)) await report(plane, one, readyStatus)
  expect((await stack.run('up')).error).toBeUndefined()
})

it('fails with the error of the pod of a failed Job', async () => {
  stack.program(`new k8s.batch.v1.Job('job', { metadata: { name: 'job' }, spec: { backoffLimit: 0,
    template: { metadata: { labels: { app: 'job' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'none' }] } } } })`)
  const run = stack.start('up')
  for (const one of await podsOf(plane, 'job', 1)) await report(plane, one, failedStatus)
  const { error } = await run.outcome
  expect(error).toMatch(/Job default\/job failed: the job failed: BackoffLimitExceeded/)
  expect(error).toMatch(/container main: exit code 3, Error: no data/)
})

it('waits for what the annotation says, and not where it says not to', async () => {
  stack.program(`
    new k8s.core.v1.ConfigMap('late', { metadata: { name: 'late', annotations: { 'pulumi.com/waitFor': 'jsonpath={.data.done}=yes' } }, data: { a: '1' } })
    ${deployment(`'pulumi.com/skipAwait': 'true'`)}`)
  const run = stack.start('up')
  await run.said(/ConfigMap late: waiting for {\.data\.done} to be yes/)
  await plane.api({
    method: 'PATCH',
    path: '/api/v1/namespaces/default/configmaps/late',
    body: { data: { done: 'yes' } },
    contentType: 'application/merge-patch+json',
  })
  expect((await run.outcome).result).toEqual({ changes: { create: 3 } })
})
