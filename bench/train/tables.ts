import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Matrix, matrix, matrixFromRows } from '../../services/learn/matrix.ts'
import { createRandom, permutation } from '../../services/learn/random.ts'
import type { Hourly } from './hourly.ts'
import { hourlyFolds } from './hourly.ts'
import type { Fold } from './learner.ts'

/** Features and a target, and the folds they are compared on. */
export interface Table {
  readonly name: string
  readonly features: Matrix
  /** Numbers, or classes from 0. */
  readonly target: Float64Array
  readonly folds: readonly Fold[]
}

const range = (start: number, end: number) => Uint32Array.from({ length: end - start }, (_, i) => start + i)

/** The hourly example, as it is, for linear models, and with a fifth of its numbers missing at random, by the seed. */
export function hourlyTables(hourly: Hourly, seed = 1) {
  const folds = hourlyFolds(hourly.features.rows).map(({ train, test }) => ({
    train: range(train.start, train.end),
    test: range(test.start, test.end),
  }))
  const random = createRandom(seed)
  const holes = hourly.features.data.map((value) => (random.uniform() < 0.2 ? Number.NaN : value))
  const table = (name: string, features: Matrix): Table => ({ name, features, target: hourly.target, folds })
  return {
    hourly: table('hourly', hourly.features),
    linear: table('linear', hourly.linear),
    holed: table('holed', { ...hourly.features, data: holes }),
  }
}

/**
 * 20,000 rows of 12 normal numbers that hang together, 1 in 100 of which had each number replaced by one from another
 * row: usual in each column, but not together. The target is 1 for those.
 */
export function outlierTable(): Table {
  const [rows, columns] = [20_000, 12]
  const random = createRandom(1)
  const data = new Float64Array(rows * columns)
  const target = Float64Array.from({ length: rows }, () => Number(random.uniform() < 0.01))
  for (let r = 0; r < rows; r++) {
    const common = random.normal()
    for (let c = 0; c < columns; c++) {
      const sign = c % 2 === 0 ? 1 : -1
      const shared = target[r] === 1 ? random.normal() : common
      data[r * columns + c] = sign * (1.8 * shared + 0.5 * random.normal())
    }
  }
  const all = range(0, rows)
  const features = matrix(data, rows, columns)
  return { name: 'outliers', features, target, folds: [{ train: all, test: all }] }
}

const outcomes = ['Dropout', 'Enrolled', 'Graduate']

/** `students/dropout.csv` below `directory`, five stratified folds by the seed: three classes, and dropout or not. */
export function dropoutTables(
  directory: string | undefined,
  seed = 1,
): { three: Table; two: Table } | undefined {
  const file = directory === undefined ? undefined : join(directory, 'students', 'dropout.csv')
  if (file === undefined || !existsSync(file)) return undefined
  const [, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const cells = lines.map((line) => line.split(';'))
  const features = matrixFromRows(cells.map((row) => row.slice(0, -1).map(Number)))
  const target = Float64Array.from(cells, (row) => outcomes.indexOf(row.at(-1)!))
  const dropout = target.map((outcome) => Number(outcome === 0))
  const folds = stratifiedFolds(target, 5, seed)
  return {
    three: { name: 'dropout3', features, target, folds },
    two: { name: 'dropout2', features, target: dropout, folds },
  }
}

function stratifiedFolds(classes: Float64Array, count: number, seed: number): Fold[] {
  const order = permutation(classes.length, createRandom(seed)).toSorted((a, b) => classes[a] - classes[b])
  return Array.from({ length: count }, (_, f) => ({
    train: order.filter((_, i) => i % count !== f).sort(),
    test: order.filter((_, i) => i % count === f).sort(),
  }))
}
