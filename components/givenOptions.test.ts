import { expect, test } from 'vitest'
import { givenOptions } from './givenOptions.ts'

test('whether the old object goes first is left to the provider, unless it is asked for', () => {
  expect(givenOptions({ protect: true, deleteBeforeReplace: false })).toEqual({ protect: true })
  expect(givenOptions({ deleteBeforeReplace: true })).toEqual({ deleteBeforeReplace: true })
})
