import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addKey } from './keyRing.ts'
import { openSchool } from './openSchool.ts'
import { createProtector } from './protect.ts'
import { rotateKeys } from './rotateKeys.ts'
import { runQuery } from './runQuery.ts'
import { smallSchool } from './testing/smallSchool.ts'

test('after a rotation everything joins as before and opens with the new key alone', async () => {
  using small = await smallSchool(40, 6)
  const ring = addKey(small.ring)
  const out = join(small.directory, '..', 'rotated')
  await rotateKeys(small.directory, out, ring)
  using before = await openSchool(small.directory)
  using after = await openSchool(out)

  for (const name of ['people_by_department', 'courses_with_free_seats', 'popular_books', 'dropout_by_terms'])
    expect(await runQuery(after, name)).toEqual(await runQuery(before, name))
  const alone = createProtector({ current: ring.current, keys: { [ring.current]: ring.keys[ring.current]! } })
  const people = await after.rows('SELECT student, student_number_sealed AS sealed FROM people')
  expect(people).toHaveLength(40)
  for (const { student, sealed } of people) {
    const number = alone.unseal(String(sealed), 'student_number_sealed')
    expect(number).toMatch(/^S20/)
    expect(student).toBe(alone.token(number))
  }
  const [old] = await after.rows("SELECT count(*) AS n FROM offerings WHERE instructor LIKE 'k1.%'")
  expect(old).toEqual({ n: 0 })

  const other = join(small.directory, '..', 'other')
  await expect(rotateKeys(small.directory, other, addKey())).rejects.toThrow(/does not open with key "k1"/)
  expect(existsSync(other)).toBe(false)
  mkdirSync(other)
  await expect(rotateKeys(other, out, ring)).rejects.toThrow(
    /other has no departments.parquet, .*outcomes.parquet;/,
  )
  await expect(rotateKeys(small.directory, other, addKey())).rejects.toThrow(/does not open/)
  expect(readdirSync(other)).toEqual([])
})
