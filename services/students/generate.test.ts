import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { departments } from './catalogue.ts'
import { type Batch, generateSchool } from './generate.ts'
import type { Truth } from './inventedStudent.ts'
import { sourceColumns } from './schema.ts'
import { tables } from './tables.ts'

function rowsOf(students: number, seed: number, studentsAtOnce = 2000, spoiledShare = 0) {
  const truths: Truth[] = []
  const { batches, spoiled } = generateSchool({
    students,
    seed,
    studentsAtOnce,
    spoiledShare,
    onTruth: (truth) => truths.push(truth),
  })
  const all = new Map<string, (string | null)[][]>()
  for (const batch of batches as Iterable<Batch>)
    for (const [table, rows] of batch) all.set(table, [...(all.get(table) ?? []), ...rows])
  return { all, truths, spoiled }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('the same seed gives the same school, however many students are made at once; another seed another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 30 }), (seed, atOnce) => {
      const { all } = rowsOf(20, seed)
      expect(rowsOf(20, seed, atOnce).all).toEqual(all)
      expect(rowsOf(20, seed + 1).all.get('people')).not.toEqual(all.get('people'))
    }),
    { numRuns: 5 },
  )
})

describe('a school of 2500', () => {
  const { all, truths } = rowsOf(2500, 1)
  const people = all.get('people')!
  const numberOf = new Map(people.map(([number], i) => [number, i]))

  test('has every table, in the columns of the export, and no key twice', () => {
    for (const table of tables) {
      const rows = all.get(table.name)!
      const columns = sourceColumns(table)
      expect(rows.every((row) => row.length === columns.length)).toBe(true)
      const key = table.key.map((name) => {
        const column = table.columns.find((one) => one.name === name)!
        return columns.indexOf(column.from ?? column.name)
      })
      expect(new Set(rows.map((row) => key.map((i) => row[i]).join('\n'))).size).toBe(rows.length)
    }
  })

  test('scores follow ability and attendance diligence', () => {
    const scores = truths.map((): number[] => [])
    for (const row of all.get('grades')!) scores[numberOf.get(row[0])!]!.push(Number(row[4]))
    const of = (good: boolean) =>
      mean(scores.flatMap((one, i) => (one.length > 0 && truths[i]!.ability > 0 === good ? mean(one) : [])))
    // Half-normal means differ by 1.596; a point of ability is worth 7.
    expect(of(true) - of(false)).toBeGreaterThan(9)
    const shares = (diligent: boolean) =>
      mean(
        all
          .get('attendance')!
          .filter((row) => truths[numberOf.get(row[0])!]!.diligence > 0 === diligent)
          .map((row) => Number(row[5]) / Number(row[4])),
      )
    expect(shares(true) - shares(false)).toBeGreaterThan(0.15)
  })

  test('the weak withdraw, and some of each outcome are there', () => {
    const withdrawn = (able: boolean) =>
      mean(
        people
          .filter((_, i) => truths[i]!.ability > 0 === able)
          .map((row) => Number(row.at(-1) === 'withdrawn')),
      )
    expect(withdrawn(false)).toBeGreaterThan(1.5 * withdrawn(true))
    const outcomes = Map.groupBy(all.get('outcomes')!, ([, outcome]) => outcome)
    expect([...outcomes.keys()].toSorted()).toEqual([
      ...['employed', 'expelled', 'graduate_school', 'seeking', 'withdrawn'],
    ])
  })

  test('a third of the courses are wanted by more than there are seats', () => {
    const asked = new Map<string, number>()
    for (const [, course, year, term, , action] of all.get('registrations')!)
      if (action === 'register' && Number(year) > 2021) {
        const key = `${course} ${year} ${term}`
        asked.set(key, (asked.get(key) ?? 0) + 1)
      }
    const rates = all.get('offerings')!.flatMap(([course, year, term, capacity]) => {
      const count = asked.get(`${course} ${year} ${term}`)
      return count === undefined ? [] : [count / Number(capacity)]
    })
    expect(mean(rates.map((rate) => Number(rate > 1)))).toBeGreaterThan(1 / 3)
  })

  test('departments have their shares', () => {
    const share = mean(people.map((row) => Number(row[7] === '1')))
    const weights = departments.reduce((sum, { weight }) => sum + weight, 0)
    expect(Math.abs(share - departments[0]!.weight / weights)).toBeLessThan(0.03)
  })
})

test('what is spoiled is counted, and nothing else changes', () => {
  const clean = rowsOf(200, 3)
  const { all, spoiled } = rowsOf(200, 3, 2000, 0.05)
  for (const [table, rows] of clean.all)
    expect(all.get(table)!.length - rows.length).toBe(spoiled.get(`${table}.repeated`) ?? 0)
  const lost = [...spoiled.values()].reduce((sum, count) => sum + count, 0)
  expect(lost).toBeGreaterThan(0.03 * clean.all.get('grades')!.length)
})

test.each([0, 1.5, 1_000_001])('a school of %j students is refused', (students) =>
  expect(() => generateSchool({ students, seed: 1 })).toThrow(/whole number from 1 to 1000000/),
)
