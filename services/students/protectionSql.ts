import { type DuckDBConnection, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api'
import type { Protector } from './protect.ts'

const tokensKept = 100_000

/**
 * Gives SQL the functions `token(value)` and `seal(value, column)`, so that personal values are protected in the query
 * that reads them.
 */
export function registerProtection(connection: DuckDBConnection, protector: Protector): void {
  const known = new Map<string, string>()
  function token(value: string): string {
    const before = known.get(value)
    if (before !== undefined) return before
    if (known.size === tokensKept) known.clear()
    const made = protector.token(value)
    known.set(value, made)
    return made
  }

  registerTextFunction(connection, 'token', 1, token)
  registerTextFunction(connection, 'seal', 2, protector.seal)
}

/** Gives SQL `reseal(sealed, column)` and `retoken(sealed, column)`: the value sealed, or its token, under the current key. */
export function registerRotation(connection: DuckDBConnection, protector: Protector): void {
  registerTextFunction(connection, 'reseal', 2, (sealed, column) =>
    protector.seal(protector.unseal(sealed, column), column),
  )
  registerTextFunction(connection, 'retoken', 2, (sealed, column) =>
    protector.token(protector.unseal(sealed, column)),
  )
}

/** A function of texts; NULL for a first text that is NULL. */
function registerTextFunction(
  connection: DuckDBConnection,
  name: string,
  parameters: 1 | 2,
  of: (value: string, context: string) => string,
): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: Array.from({ length: parameters }, () => VARCHAR),
      returnType: VARCHAR,
      // Sealing twice gives two texts.
      volatile: true,
      mainFunction(_info, input, output) {
        const values = input.getColumnVector(0)
        const contexts = input.getColumnVector(parameters - 1)
        for (let i = 0; i < input.rowCount; i++) {
          const value = values.getItem(i) as string | null
          output.setItem(i, value === null ? null : of(value, contexts.getItem(i) as string))
        }
        output.flush()
      },
    }),
  )
}
