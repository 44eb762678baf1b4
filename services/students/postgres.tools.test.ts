import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresServer, postgresServer } from '../../infra/lab/testing/postgresServer.ts'
import { analyses, runAnalysis } from './analysis/analyses.ts'
import { openSchool, type School } from './openSchool.ts'
import { exportPostgres, loadPostgres, openPostgres } from './postgres.ts'
import { queries } from './queryCatalogue.ts'
import { runQuery } from './runQuery.ts'
import { type SmallSchool, smallSchool } from './testing/smallSchool.ts'

describe('a school in PostgreSQL', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'students-postgres-'))
  let server: PostgresServer
  let url: string
  let small: SmallSchool
  let school: School
  let database: Awaited<ReturnType<typeof openPostgres>>

  beforeAll(async () => {
    server = await postgresServer(scratch)
    const authority = join(scratch, 'ca.crt')
    writeFileSync(authority, server.authority)
    const { user, password, port } = server
    url = `postgresql://${user}:${password}@127.0.0.1:${port}/postgres?sslmode=verify-full&sslrootcert=${authority}`
    small = await smallSchool(300, 8)
    await loadPostgres(url, small.directory)
    school = await openSchool(small.directory)
    database = await openPostgres(url)
  })
  afterAll(async () => {
    await database?.[Symbol.asyncDispose]()
    school?.[Symbol.dispose]()
    small?.[Symbol.dispose]()
    await server?.[Symbol.asyncDispose]()
    rmSync(scratch, { recursive: true })
  })

  const near = (value: unknown) => (typeof value === 'number' ? expect.closeTo(value, 7) : value)

  test.each(queries.map(({ name }) => name))('answers %s as the files do', async (name) => {
    const given = queries
      .find((query) => query.name === name)!
      .parameters.some((one) => one.name === 'student')
      ? { student: String((await school.rows('SELECT student FROM grades ORDER BY 1 LIMIT 1'))[0]!.student) }
      : {}
    const expected = await runQuery(school, name, given)
    const answer = await runQuery(database, name, given)
    expect(answer.columns).toEqual(expected.columns)
    expect(answer.rows).toEqual(expected.rows.map((row) => row.map(near)))
  })

  test.each(analyses.map(({ name }) => name))('answers the analysis %s as the files do', async (name) => {
    const careers =
      'SELECT career FROM outcomes WHERE career IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1'
    const given = name === 'recommend' ? { goal: String((await school.rows(careers))[0]!.career) } : {}
    const expected = await runAnalysis(school, name, given)
    const answer = await runAnalysis(database, name, given)
    expect(answer.columns).toEqual(expected.columns)
    expect(answer.rows).toEqual(expected.rows.map((row) => row.map(near)))
  })

  test('is exported to files that are read where they lie', async () => {
    const directory = join(small.directory, '..', 'exported')
    await exportPostgres(url, directory)
    using exported = await openSchool(directory)
    for (const name of ['student_features', 'competition_by_course', 'overdue_loans', 'laboratory_use'])
      expect((await runQuery(exported, name)).rows).toEqual(
        (await runQuery(school, name)).rows.map((row) => row.map(near)),
      )
  })

  test('is not written to by whoever asks', async () => {
    await expect(database.query('DELETE FROM grades')).rejects.toThrow(/read-only transaction/)
  })
})
