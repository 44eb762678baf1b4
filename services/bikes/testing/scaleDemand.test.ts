import { expect, test } from 'vitest'
import { scaleDemand } from './scaleDemand.ts'

test('the three counts are scaled, and the total stays their sum', () => {
  const file = new TextEncoder().encode('instant,temp,casual,registered,cnt\n1,0.24,3,13,16\n2,0.22,0,5,5\n')
  expect(new TextDecoder().decode(scaleDemand(file, 1.5))).toBe(
    'instant,temp,casual,registered,cnt\n1,0.24,5,20,25\n2,0.22,0,8,8\n',
  )
})
