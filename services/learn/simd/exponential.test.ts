import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assemble, constant, get, instantiate, set, v128, vector } from './assemble.ts'
import { exponentialConstants, exponentials } from './exponential.ts'

const at = exponentialConstants.byteLength
const module = assemble([
  {
    name: 'run',
    parameters: [],
    results: [],
    locals: new Array(3).fill(v128),
    body: [
      set(0, vector.load(constant(at))),
      ...exponentials([0], [1, 2]),
      vector.store(constant(at), get(0)),
    ],
  },
])
const memory = new WebAssembly.Memory({ initial: 1 })
new Float64Array(memory.buffer).set(exponentialConstants)
const run = instantiate<{ run: () => void }>(module, memory).run

function exponentialsOf(a: number, b: number): Float64Array {
  const values = new Float64Array(memory.buffer, at, 2)
  values.set([a, b])
  run()
  return values.slice()
}

test('exponentials are those of Math.exp, to the last bit or two', () => {
  const value = fc.double({ min: -708, max: 700, noNaN: true })
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [first, second] = exponentialsOf(a, b)
      expect(Math.abs(first / Math.exp(a) - 1)).toBeLessThan(4e-16)
      expect(Math.abs(second / Math.exp(b) - 1)).toBeLessThan(4e-16)
    }),
    { numRuns: 1000 },
  )
})

test('that of 0 is 1, and those of numbers far below are next to 0', () => {
  expect(exponentialsOf(0, -0)).toEqual(Float64Array.of(1, 1))
  expect(exponentialsOf(-1e300, -Infinity)[0]).toBeLessThan(1e-300)
  expect(exponentialsOf(-1e300, -Infinity)[1]).toBeLessThan(1e-300)
})
