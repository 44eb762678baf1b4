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

  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'token',
      parameterTypes: [VARCHAR],
      returnType: VARCHAR,
      mainFunction(_info, input, output) {
        const values = input.getColumnVector(0)
        for (let i = 0; i < input.rowCount; i++) {
          const value = values.getItem(i) as string | null
          output.setItem(i, value === null ? null : token(value))
        }
        output.flush()
      },
    }),
  )
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'seal',
      parameterTypes: [VARCHAR, VARCHAR],
      returnType: VARCHAR,
      volatile: true,
      mainFunction(_info, input, output) {
        const values = input.getColumnVector(0)
        const contexts = input.getColumnVector(1)
        for (let i = 0; i < input.rowCount; i++) {
          const value = values.getItem(i) as string | null
          output.setItem(i, value === null ? null : protector.seal(value, contexts.getItem(i) as string))
        }
        output.flush()
      },
    }),
  )
}
