import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../../services/learn/random.ts'
import { sessionMembers } from '../processes.ts'
import { type ControlPlane, startControlPlane } from './testing/controlPlane.ts'
import { descendantsOf } from './testing/processes.ts'
import { shop } from './testing/shop.ts'
import { type RunningStack, type StackUnderTest, stackUnderTest } from './testing/stackUnderTest.ts'

let plane: ControlPlane
let stack: StackUnderTest

beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane?.stop())

const get = async (path: string) => JSON.parse((await plane.api({ path })).body)
const configMap = (name: string) => get(`/api/v1/namespaces/shop/configmaps/${name}`)

/** Everything of the stack that is in the cluster, in no matter which namespace. */
async function leftovers(): Promise<string[]> {
  const lists = [
    '/api/v1/namespaces',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    '/api/v1/secrets',
  ]
  const items = await Promise.all(lists.map(async (path) => (await get(path)).items))
  return items
    .flat()
    .map(({ metadata }) => String(metadata.name))
    .filter((name) => /shop|traps|catalog|checkout|login/.test(name))
}

/** What a preview would do, which is nothing where all is as it should be. */
async function planned(): Promise<unknown> {
  const { result, error } = await stack.run('preview')
  return error ?? (result as { steps: unknown }).steps
}

describe('a stack with a chart and a release', () => {
  beforeAll(() => {
    stack = stackUnderTest(plane.kubeconfig)
    stack.program(shop({ color: 'blue' }))
  })
  afterAll(() => stack.remove())

  it('comes up, and a second preview is empty', async () => {
    expect(await stack.run('up')).toMatchObject({ error: undefined })
    expect(await planned()).toEqual([])
  })

  it('shows of a changed size just that', async () => {
    stack.program(shop({ color: 'blue', pods: 20 }))
    expect(await planned()).toEqual([
      { op: 'update', name: 'ResourceQuota quota', fields: ['spec.hard.pods'] },
    ])
    expect((await stack.run('up')).result).toMatchObject({ changes: { update: 1 } })
    expect(await planned()).toEqual([])
  })

  it('shows of a changed value the objects of the chart that hold it, and the release', async () => {
    stack.program(shop({ color: 'green', pods: 20 }))
    expect(await planned()).toEqual(
      expect.arrayContaining([
        { op: 'update', name: 'ConfigMap catalog:shop/catalog-settings', fields: ['data.color'] },
        { op: 'update', name: 'Widget catalog:shop/catalog', fields: ['spec.color'] },
        { op: 'update', name: 'Release checkout', fields: ['values.color'] },
      ]),
    )
    expect((await stack.run('up')).result).toMatchObject({ changes: { update: 3 } })
  })

  it('has an object of its chart that was changed by hand put right', async () => {
    await plane.api({
      method: 'PATCH',
      path: '/api/v1/namespaces/shop/configmaps/catalog-settings',
      query: { fieldManager: 'somebody' },
      body: { data: { color: 'red' } },
      contentType: 'application/merge-patch+json',
    })
    expect((await stack.run('drift')).result).toMatchObject({
      steps: [{ op: 'update', name: 'ConfigMap catalog:shop/catalog-settings', fields: ['data.color'] }],
    })
    expect((await stack.run('repairDrift')).error).toBeUndefined()
    expect((await configMap('catalog-settings')).data.color).toBe('green')
    expect((await stack.run('drift')).result).toMatchObject({ steps: [] })
  })

  it('leaves nothing when it is destroyed', async () => {
    expect(await leftovers()).not.toEqual([])
    expect((await stack.run('destroy')).error).toBeUndefined()
    expect(await leftovers()).toEqual([])
  })
})

/** Ends the command, the engine, its plugins and what these have started, all at once. */
async function kill({ process: command }: RunningStack): Promise<void> {
  const started = descendantsOf(command.pid!).map(({ pid }) => pid)
  command.kill('SIGKILL')
  for (let left = started; left.length > 0; left = started.flatMap(sessionMembers)) {
    for (const pid of left)
      try {
        process.kill(pid, 'SIGKILL')
      } catch {}
    await sleep(10)
  }
}

describe('up', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1e6)
  const random = createRandom(seed)
  /** Of an `up` that makes everything; and of one that changes the chart and the release. */
  const usual = { create: 0, change: 0 }
  const first = shop({ color: 'blue' })
  const second = shop({ color: 'green', pods: 20 })

  const timed = async (program: string): Promise<number> => {
    stack.program(program)
    const started = performance.now()
    expect(await stack.run('up')).toMatchObject({ error: undefined })
    return performance.now() - started
  }
  const survives = async (kind: keyof typeof usual, program: string) => {
    const moment = random.uniform() * usual[kind]
    const at = `SEED=${seed}, killed ${moment.toFixed(0)} ms into a ${kind} of ${usual[kind].toFixed(0)} ms`
    stack.program(program)
    const run = stack.start('up')
    await sleep(moment)
    await kill(run)
    const { error } = await stack.run('up')
    expect(error, at).toBeUndefined()
    expect(await planned(), at).toEqual([])
  }

  beforeAll(async () => {
    console.log(`SEED=${seed}`)
    stack = stackUnderTest(plane.kubeconfig)
    usual.create = await timed(first)
    usual.change = await timed(second)
    await stack.run('destroy')
  })
  afterAll(() => stack.remove())

  it.each([1, 2, 3, 4, 5])(
    'killed at a random moment ends well after one more, and so does a change: %i',
    async () => {
      await survives('create', first)
      await survives('change', second)
      expect((await stack.run('destroy')).error).toBeUndefined()
      expect(await leftovers()).toEqual([])
    },
  )
})
