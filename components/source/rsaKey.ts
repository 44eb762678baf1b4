import { checkPrimeSync, createHash, createPrivateKey } from 'node:crypto'

const exponent = 65537n
const bits = 2048
/** What most numbers that are not prime are divided by: found out sooner than by the test of primes. */
const small = [
  3n,
  5n,
  7n,
  11n,
  13n,
  17n,
  19n,
  23n,
  29n,
  31n,
  37n,
  41n,
  43n,
  47n,
  53n,
  59n,
  61n,
  67n,
  71n,
  73n,
]

/**
 * The RSA key that a random text stands for, as PKCS #1 in PEM: the same for the same text, so that it is kept where the
 * text is kept, as a password is. Its primes are the first that FIPS 186-5 admits (A.1.3) in what SHAKE256 makes of the
 * text.
 * @param seed 128 bits of chance or more
 */
export function rsaKey(seed: string): string {
  const p = prime(seed, 'p')
  const q = prime(seed, 'q')
  const d = inverse(exponent, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const encoded = Object.entries(numbers).map(([name, value]) => [name, base64url(value)])
  const key = createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(encoded) }, format: 'jwk' })
  return key.export({ type: 'pkcs1', format: 'pem' }).toString()
}

/** With its two highest bits set, so that the product of two has all of its bits. */
function prime(seed: string, name: string): bigint {
  const size = bits / 2
  for (let count = 0; ; count += 1) {
    const hash = createHash('shake256', { outputLength: size / 8 }).update(`${name} ${count} ${seed}`)
    const candidate = BigInt(`0x${hash.digest('hex')}`) | (3n << BigInt(size - 2)) | 1n
    if (small.some((divisor) => candidate % divisor === 0n)) continue
    if ((candidate - 1n) % exponent !== 0n && checkPrimeSync(candidate, { checks: 64 })) return candidate
  }
}

/** By Euclid's algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next] = [modulus, value % modulus]
  let [factor, other] = [0n, 1n]
  while (next !== 0n) {
    const times = rest / next
    ;[rest, next] = [next, rest - times * next]
    ;[factor, other] = [other, factor - times * other]
  }
  return factor < 0n ? factor + modulus : factor
}

function base64url(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}
