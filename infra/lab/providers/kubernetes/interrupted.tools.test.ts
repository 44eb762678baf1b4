import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type ControlPlane, startControlPlane } from '../testing/controlPlane.ts'
import { podsOf, readyStatus, report } from '../testing/kubelet.ts'
import { descendantsOf } from '../testing/processes.ts'
import { type RunningStack, type StackUnderTest, stackUnderTest } from '../testing/stackUnderTest.ts'

let plane: ControlPlane
let stack: StackUnderTest

beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane?.stop())
const program = (name = '') => `
    new random.RandomPassword('password', { length: 20 })
    new k8s.core.v1.ConfigMap('named', { data: { a: '1' } })
    new k8s.apps.v1.Deployment('web', { ${name} spec: { replicas: 1, selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } },
        spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: 'none' }] } } } })`

beforeEach(() => {
  stack = stackUnderTest(plane.kubeconfig)
  stack.program(program(`metadata: { name: 'web' },`))
})
afterEach(async () => {
  await stack.run('destroy')
  stack.remove()
})

const kill = (run: RunningStack, pattern: RegExp): number[] => {
  const found = descendantsOf(run.process.pid!).filter(({ command }) => pattern.test(command))
  for (const { pid } of found) process.kill(pid, 'SIGKILL')
  return found.map(({ pid }) => pid)
}
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const deployments = async () =>
  JSON.parse((await plane.api({ path: '/apis/apps/v1/namespaces/default/deployments' })).body)
    .items as unknown[]

/** Runs `up` until it waits for the Deployment, which is then in the cluster but not in the state. */
async function underWay(): Promise<RunningStack> {
  const run = stack.start('up')
  await run.said(/Deployment web: 0 of 1 replicas available/)
  return run
}

/** The next run finds what is there, makes nothing twice and ends well. */
async function expectRepair(): Promise<void> {
  const run = stack.start('up')
  for (const pod of await podsOf(plane, 'web', 1)) await report(plane, pod, readyStatus)
  const { error } = await run.outcome
  expect(error).toBeUndefined()
  expect(await deployments()).toHaveLength(1)
  expect((await stack.run('up')).result).toEqual({ changes: { same: 4 } })
}

it('goes on after the engine was killed in a create: its lock is removed, its object found again', async () => {
  stack.program(program())
  const run = await underWay()
  const engines = kill(run, /\/pulumi up /)
  expect(engines).toHaveLength(1)
  expect((await run.outcome).error).toBeDefined()
  await expectRepair()
})

it('goes on after the provider was killed in a create', async () => {
  const run = await underWay()
  expect(kill(run, /kubernetes\/main\.ts/)).toHaveLength(1)
  expect((await run.outcome).error).toBeDefined()
  await expectRepair()
})

it('goes on after the command itself was killed with everything it had started', async () => {
  const run = await underWay()
  const others = kill(run, /./)
  run.process.kill('SIGKILL')
  await run.outcome
  expect(others.length).toBeGreaterThan(2)
  await expectRepair()
})

it('leaves no provider behind when the engine is killed', async () => {
  const run = await underWay()
  const providers = descendantsOf(run.process.pid!).filter(({ command }) => /main\.ts/.test(command))
  expect(providers.length).toBeGreaterThan(0)
  kill(run, /\/pulumi up /)
  await run.outcome
  while (providers.some(({ pid }) => alive(pid))) await sleep(100)
})
