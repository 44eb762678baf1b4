import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseNetwork, networkOf, overlaps } from './network.ts'

const byte = fc.integer({ min: 0, max: 255 })
const someNetwork = fc
  .tuple(fc.constantFrom(10, 172, 192), byte, byte, byte, fc.integer({ min: 8, max: 32 }))
  .map(([a, b, c, d, prefix]) => `${a}.${b}.${c}.${d}/${prefix}`)

test('the chosen network shares no address with any in use', () => {
  fc.assert(
    fc.property(fc.array(someNetwork, { maxLength: 30 }), (used) => {
      const tens = used.filter((one) => one.startsWith('10.') && Number(one.split('/')[1]) < 12)
      fc.pre(tens.length === 0)
      const { block } = chooseNetwork(used)
      for (const other of used) expect(overlaps(block, other)).toBe(false)
    }),
  )
})

test('two networks overlap exactly when one begins inside the other', () => {
  fc.assert(
    fc.property(someNetwork, someNetwork, (a, b) => {
      const range = (network: string): [number, number] => {
        const [base = '', prefix = ''] = network.split('/')
        const size = 2 ** (32 - Number(prefix))
        const value = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
        const first = Math.floor(value / size) * size
        return [first, first + size - 1]
      }
      const [[aFirst, aLast], [bFirst, bLast]] = [range(a), range(b)]
      expect(overlaps(a, b)).toBe(aFirst <= bLast && bFirst <= aLast)
    }),
  )
})

test('pods, services and the node all lie in the block, and pods and services apart', () => {
  const { block, pods, services, node, dnsService } = networkOf(90)
  for (const part of [pods, services, node, dnsService]) expect(overlaps(block, part)).toBe(true)
  expect(overlaps(pods, services)).toBe(false)
  expect(overlaps(pods, node)).toBe(true)
  expect(overlaps(services, dnsService)).toBe(true)
})

test('a machine that uses all of 10/8 is told so', () => {
  expect(() => chooseNetwork(['10.0.0.0/8'])).toThrow('10.87.0.0/16 to 10.254.0.0/16 is in use')
})
