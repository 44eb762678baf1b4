import type { Value } from '../duckdb.ts'
import type { SchoolData } from './schoolData.ts'

export type Rows = readonly (readonly Value[])[]
export type Parameters = Readonly<Record<string, Value>>

export interface Expectation {
  /** Parameters other than the query's own, as texts. */
  readonly given?: (data: SchoolData) => Readonly<Record<string, string>>
  /** The rows in the order of the query, computed in plain TypeScript. */
  readonly rows: (data: SchoolData, parameters: Parameters) => Rows
}

/** Query name to what it must answer. */
export type Expectations = Readonly<Record<string, Expectation | Expectation['rows']>>

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** NULL of nothing, as in SQL. */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length

export const known = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null)

export const share = <T>(values: readonly T[], test: (value: T) => boolean): number =>
  values.filter(test).length / values.length

export const distinct = <T>(values: readonly T[]): number => new Set(values).size

/** Between the neighbours in proportion, as PERCENTILE_CONT. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = at * (sorted.length - 1)
  const low = Math.floor(place)
  return sorted[low]! + (place - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

/** One row for each group: its key or keys, then what `of` makes of its members. */
export function group<T>(
  values: readonly T[],
  key: (value: T) => Value | readonly Value[],
  of: (members: T[]) => readonly Value[],
): Value[][] {
  const groups = Map.groupBy(values, (value) => JSON.stringify([key(value)].flat()))
  return [...groups].map(([text, members]) => [...(JSON.parse(text) as Value[]), ...of(members)])
}

/** Sorted by columns, 1 being the first, downwards where negative; what is missing comes last. */
export function order(rows: Rows, ...columns: readonly number[]): Rows {
  return rows.toSorted((a, b) => {
    for (const column of columns) {
      const [x, y] = [a[Math.abs(column) - 1]!, b[Math.abs(column) - 1]!]
      if (x === y) continue
      if (x === null || y === null) return x === null ? 1 : -1
      // Sums of the same numbers in another order may differ in the last digit.
      if (typeof x === 'number' && typeof y === 'number' && Math.abs(x - y) < 1e-9) continue
      return (x < y ? -1 : 1) * Math.sign(column)
    }
    return 0
  })
}

/** Ranks 1, 2, 2, 4: one more than how many are greater. */
export const rankOf = (value: number, values: readonly number[]): number =>
  1 + values.filter((other) => other > value + 1e-9).length

export const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** The Monday of the week. */
export function monday(moment: string): string {
  const day = new Date(`${moment.slice(0, 10)}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 10)
}

export const band = (value: number): number => Math.min(Math.floor(value / 10), 9) * 10
