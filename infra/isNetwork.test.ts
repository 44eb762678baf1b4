import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNetwork } from './isNetwork.ts'

it.each([
  '10.20.0.0/28',
  '0.0.0.0/0',
  '10.1.2.3/32',
  'fd00::/64',
  '::/0',
  '2001:db8::1/128',
  '::ffff:10.0.0.0/104',
])('takes %s', (network) => expect(isNetwork(network)).toBe(true))

it.each([
  '10.20.0.1/28',
  '10.0.0.1',
  '10.0.0.0/33',
  '10.0.0/24',
  'fd00::/129',
  'fd00::1/64',
  'api.example.org',
  '',
  '/8',
])('refuses %s', (network) => expect(isNetwork(network)).toBe(false))

it('takes an address with a length exactly if nothing is set behind it', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.integer({ min: 1, max: 32 }), (bits, length) => {
      const address = [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
      expect(isNetwork(`${address}/${length}`)).toBe(bits % 2 ** (32 - length) === 0)
    }),
  )
})
