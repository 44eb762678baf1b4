import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { Failure } from './failure.ts'
import { type Group, runGroups, runSteps, type Step } from './steps.ts'

test('the first failure stops the rest and is thrown as it is, its words left to the caller', async () => {
  const streams = [process.stdout, process.stderr]
  const written = streams.map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true))
  const steps: Step<{ done: string[] }>[] = [
    { title: 'One', run: async ({ done }) => String(done.push('one')) },
    { title: 'Two', run: () => Promise.reject(new Failure('no space', 3)) },
    { title: 'Three', run: async ({ done }) => String(done.push('three')) },
  ]
  const context = { done: [] }
  await expect(runSteps(context, steps)).rejects.toEqual(new Failure('no space', 3))
  const said = written.flatMap(({ mock }) => mock.calls).join('')
  for (const spy of written) spy.mockRestore()
  expect(context.done).toEqual(['one'])
  expect(said).toContain('One: 1')
  expect(said).toContain('Two [FAILED')
  expect(said).not.toContain('no space')
})

test('once it is interrupted no further step is begun', async () => {
  const written = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  )
  const interruption = new AbortController()
  const steps: Step<{ done: string[] }>[] = [
    {
      title: 'One',
      async run({ done }) {
        interruption.abort(new Error('interrupted'))
        return String(done.push('one'))
      },
    },
    { title: 'Two', run: async ({ done }) => String(done.push('two')) },
  ]
  const context = { done: [] }
  await expect(runSteps(context, steps, interruption.signal)).rejects.toThrow('interrupted')
  for (const spy of written) spy.mockRestore()
  expect(context.done).toEqual(['one'])
})

test('groups run side by side; the first failure ends what the others wait for, lets them tidy up, and is the one that is thrown', async () => {
  const written = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  )
  const met = Promise.withResolvers<void>()
  const groups = (signal: AbortSignal): Group<{ done: string[] }>[] => [
    {
      title: 'waits',
      steps: [
        {
          title: 'Meets',
          async run({ done }) {
            met.resolve()
            done.push('met')
            return undefined
          },
        },
        {
          title: 'Waits',
          async run({ done }) {
            await once(signal, 'abort')
            await sleep(20)
            done.push('tidied up')
            throw new Error('interrupted')
          },
        },
        { title: 'Never', run: async ({ done }) => String(done.push('never')) },
      ],
    },
    {
      title: 'fails',
      steps: [
        { title: 'Is met', run: () => met.promise.then(() => undefined) },
        { title: 'Fails', run: () => Promise.reject(new Failure('no space', 3)) },
      ],
    },
  ]
  const context = { done: [] }
  await expect(runGroups(context, groups, new AbortController().signal)).rejects.toEqual(
    new Failure('no space', 3),
  )
  for (const spy of written) spy.mockRestore()
  expect(context.done).toEqual(['met', 'tidied up'])
})
