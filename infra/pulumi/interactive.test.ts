import { expect, it } from 'vitest'
import { stackOf, verbOf } from './interactive.ts'

it.each([
  [['preview', '-s', 'dev'], 'dev'],
  [['up', '--stack', 'organization/atoll/prod', '--yes'], 'prod'],
  [['stack', 'output', '--stack=stage', '--json'], 'stage'],
  [['stack', '--show-urns'], undefined],
])('the stack of %j is %s', (args, stack) => {
  expect(stackOf(args)).toBe(stack)
})

it('knows what runs the program by all its names', () => {
  expect(['up', 'update', 'pre', 'dn', 'refresh'].map((name) => verbOf([name]))).toEqual([
    'up',
    'up',
    'preview',
    'destroy',
    'refresh',
  ])
  expect(verbOf(['stack', 'up'])).toBeUndefined()
  expect(verbOf([])).toBeUndefined()
})
