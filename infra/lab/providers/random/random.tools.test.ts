import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StackUnderTest, stackUnderTest } from '../testing/stackUnderTest.ts'

let stack: StackUnderTest
beforeAll(() => {
  stack = stackUnderTest(undefined)
})
afterAll(() => stack.remove())

const program = (length: number) => `
  const password = new random.RandomPassword('password', { length: ${length} })
  const id = new random.RandomId('id', { byteLength: 4 })
  export const result = password.result
  export const hex = id.hex`

const outputs = async () => (await stack.run('outputs')).result as { result: string; hex: string }

it('makes values once, keeps them, makes them anew when an input changes, and encrypts them', async () => {
  stack.program(program(20))
  expect((await stack.run('up')).result).toEqual({ changes: { create: 3 } })
  const first = await outputs()
  expect(first.result).toHaveLength(20)
  expect(stack.state()).not.toContain(first.result)
  expect((await stack.run('refresh')).result).toMatchObject({ changes: { same: 3 } })
  expect((await stack.run('up')).result).toEqual({ changes: { same: 3 } })
  for (const verb of ['preview', 'drift'])
    expect((await stack.run(verb)).result).toMatchObject({ steps: [], unchanged: 2 })
  stack.program(program(24))
  expect((await stack.run('up')).result).toMatchObject({ changes: { replace: 1 } })
  const second = await outputs()
  expect(second.result).toHaveLength(24)
  expect(second.hex).toBe(first.hex)
})

it('takes a password over', async () => {
  stack.program(`const taken = new random.RandomPassword('taken', { length: 5 }, { import: 'given' })
    export const result = taken.result`)
  expect((await stack.run('up')).error).toBeUndefined()
  expect((await outputs()).result).toBe('given')
})
