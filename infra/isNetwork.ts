import { isIP } from 'node:net'

/** Whether a text is a network in CIDR notation, with nothing set behind its length: `10.20.0.0/28`, `fd00::/64`. */
export function isNetwork(text: string): boolean {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(address)
  const width = family === 4 ? 32 : 128
  if (family === 0 || Number(length) > width) return false
  const hostBits = BigInt(width - Number(length))
  return (family === 4 ? bitsOf4(address) : bitsOf6(address)) % (1n << hostBits) === 0n
}

const bitsOf4 = (address: string): bigint =>
  address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)

/** The URL parser spells every way to write an address in one way, with at most one `::`. */
function bitsOf6(address: string): bigint {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (part = '') => part.split(':').filter((group) => group !== '')
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...new Array<string>(missing).fill('0'), ...groups(tail)]
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}
