import { createHash } from 'node:crypto'

/** 16 hex digits that name the result of a build by everything that went into it, in order. */
export function inputHash(...inputs: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const input of inputs) {
    const bytes = Buffer.from(input)
    hash.update(`${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex').slice(0, 16)
}
