import { expect, test } from 'vitest'
import { warningOf } from './unlikeTraining.ts'

const features = [
  { name: 'spread', deviation: -41.26 },
  { name: 'mean', deviation: 12.3 },
]

test('what is unlike the training is warned of, with what differs most', () => {
  expect(warningOf({ outlier: true, features }, '3')).toBe(
    'warning: this is unlike what version 3 was trained on, so that its answer may be wrong: ' +
      'spread by 41 standard deviations, mean by 12 standard deviations',
  )
})

test('of anything else nothing is said', () => {
  expect(warningOf({ outlier: false, features }, '3')).toBe('')
})
