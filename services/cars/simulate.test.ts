import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, describe, expect, test } from 'vitest'
import { clean, type Listing } from './clean.ts'
import { exportParquet } from './exportParquet.ts'
import { generate } from './generate.ts'
import { readListings } from './readListings.ts'
import { request } from './route.ts'
import { batchesOf, trafficOf } from './simulate.ts'
import { file } from './testing/listings.ts'

const directory = mkdtempSync(join(tmpdir(), 'cars-'))
afterAll(() => rmSync(directory, { recursive: true }))

const small = file(
  ['price', 'year', 'km', 'make', 'note'],
  ['5000', '2010', '1000', 'Fiat', 'two\nlines, "quoted"'],
  ['6000', '2011', '2000', 'Fiat', ''],
  ['7000', '2012', '', 'Fiat', ''],
)

describe('the simulator', () => {
  test('splits a file into batches that are files, and hold every row once', () => {
    const batches = batchesOf(small, 2).map(readListings)
    expect(batches.map(({ rows }) => rows.map(({ texts }) => texts.price))).toEqual([
      ['5000', '6000'],
      ['7000'],
    ])
    expect(batchesOf(small, 1)).toEqual([small])
    expect(() => batchesOf(small, 4)).toThrow('batches: 4, expected from 1 to 3')
    expect(() => batchesOf(new Uint8Array(), 1)).toThrow('the file is empty')
  })

  test('makes requests that the route takes, with what is missing left out', () => {
    const visits = trafficOf(small, 6, 1)
    expect(
      visits
        .slice(0, 3)
        .map(({ price }) => price)
        .sort(),
    ).toEqual([5000, 6000, 7000])
    expect(visits.slice(3)).toEqual(visits.slice(0, 3))
    expect(visits.find(({ price }) => price === 7000)?.request).toEqual({ year: 2012, make: 'fiat' })
    for (const visit of visits) expect(request.safeParse(visit.request).success).toBe(true)
    expect(trafficOf(small, 6, 1)).toEqual(visits)
  })
})

test('the training set is exported as Parquet, with nulls for what is missing', async () => {
  const listings = (clean(generate(1)).examples as Listing[]).slice(0, 300)
  const path = join(directory, "it's here.parquet")
  await exportParquet(listings, path)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    `SELECT part, count(*)::INT AS n, count(engine)::INT AS engines, sum(price) AS prices, min(year) AS oldest
     FROM '${path.replace("'", "''")}' GROUP BY part ORDER BY part`,
  )
  const [test_, train] = reader.getRowObjects()
  expect([test_.n, train.n]).toEqual([60, 240])
  const engines = listings.filter(({ engine }) => !Number.isNaN(engine)).length
  expect(Number(test_.engines) + Number(train.engines)).toBe(engines)
  expect(Number(test_.prices) + Number(train.prices)).toBeCloseTo(
    listings.reduce((sum, { price }) => sum + price, 0),
    3,
  )
  connection.closeSync()
  instance.closeSync()
})
