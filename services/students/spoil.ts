import { createRandom, type Random } from '../learn/random.ts'
import type { Emit } from './inventedStudent.ts'
import type { Column, Table } from './schema.ts'

/** What cleaning is to find: `grades.score.out_of_range` to how often it was done. */
export type Spoiled = Map<string, number>

const neverAdmitted = (random: Random): string => `S2099${100_000 + random.integer(900_000)}`

/** A wrong or unusual text for a value, and the rule that is to find it. */
function spoilValue(column: Column, value: string, random: Random): [string, string] | undefined {
  const number = Number(value)
  if (column.protect === 'token') return [neverAdmitted(random), 'unknown']
  if (column.protect !== undefined) return undefined
  if (column.type === 'date') return [value.split('-').reverse().join('.'), 'standardised']
  if (column.type === 'timestamp') {
    const [date = '', time] = value.split(' ')
    return [`${date.split('-').reverse().join('.')} ${time}`, 'standardised']
  }
  if (column.codes !== undefined) {
    const [alias = value.toUpperCase()] = column.codes[value] ?? []
    return [alias, 'standardised']
  }
  if (column.cap !== undefined && random.uniform() < 0.3) return [String(column.cap * 3), 'capped']
  if (column.type === 'number' && value.includes('.') && random.uniform() < 0.5)
    return [value.replace('.', ','), 'standardised']
  if (column.max !== undefined && number <= column.max && random.uniform() < 0.5)
    return [String(column.max * 10 + 7), 'out_of_range']
  if (column.type === 'integer' || column.type === 'number') return ['n/a', 'missing']
  return [`  ${value} `, 'standardised']
}

/**
 * Hands rows on as a school really keeps them: of a share of them one value is spoiled, or the row is there twice. What
 * was done is counted in `spoiled` by the rule of cleaning that is to find it. People are never lost.
 */
export function spoil(
  tables: readonly Table[],
  share: number,
  seed: number,
  emit: Emit,
  spoiled: Spoiled,
): Emit {
  const random = createRandom(seed)
  const known = new Map(
    tables.map((table) => {
      const names = [...new Set(table.columns.map(({ name, from }) => from ?? name))]
      return [table.name, names.map((name) => table.columns.find((one) => (one.from ?? one.name) === name)!)]
    }),
  )
  const count = (name: string) => spoiled.set(name, (spoiled.get(name) ?? 0) + 1)

  return (table, row) => {
    if (random.uniform() >= share) return emit(table, row)
    if (table !== 'people' && random.uniform() < 0.2) {
      count(`${table}.repeated`)
      emit(table, row)
      return emit(table, row)
    }
    const columns = known.get(table)!
    const at = random.integer(columns.length)
    const column = columns[at]!
    const value = row[at]
    if (value === null || value === undefined || (table === 'people' && !column.optional && !column.codes))
      return emit(table, row)
    const [text, rule] = spoilValue(column, value, random) ?? [value, '']
    if (rule !== '') count(`${table}.${column.name}.${rule}`)
    emit(table, row.with(at, text))
  }
}
