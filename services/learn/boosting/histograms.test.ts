import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matrix } from '../matrix.ts'
import { createRandom } from '../random.ts'
import { takeMemory } from '../simd/memory.ts'
import { type Bins, binFeatures, binNumbers } from './bins.ts'
import { countOf, createFixedPoint, packDerivatives } from './fixedPoint.ts'
import { createHistogramCounter } from './histograms.ts'
import { partitionIn } from './partitionKernel.ts'
import { arrangePositions } from './positions.ts'
import { createWorkspace } from './workspace.ts'

const noHessians = new Float64Array(0)
const values = fc.float64Array({ minLength: 1, maxLength: 60, noNaN: false })

const table = fc
  .record({
    rows: fc.integer({ min: 1, max: 60 }),
    distinct: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 9 }),
    seed: fc.integer({ min: 0 }),
  })
  .map(({ rows, distinct, seed }) => {
    const random = createRandom(seed)
    const draw = (most: number) => (random.uniform() < 0.1 ? Number.NaN : random.integer(most))
    const data = Float64Array.from({ length: rows * distinct.length }, (_, i) =>
      draw(distinct[i % distinct.length]),
    )
    return {
      bins: binFeatures(matrix(data, rows, distinct.length), 255, new Uint8Array(distinct.length)),
      gradients: Float64Array.from({ length: rows }, random.normal),
      hessians: Float64Array.from({ length: rows }, random.uniform),
    }
  })

/** Sums by column and bin, the long way. */
function sumsOf({ rows, columns, codes, counts, hasMissing }: Bins, of: (row: number) => number): number[] {
  const sums: number[] = []
  for (let c = 0; c < columns; c++) {
    const column = new Array(counts[c] + hasMissing[c]).fill(0)
    for (let r = 0; r < rows; r++) column[codes[c * rows + r]] += of(r)
    sums.push(...column)
  }
  return sums
}

test('a histogram holds the exact sum of packed gradients of every bin, whatever is bundled', () => {
  fc.assert(
    fc.property(table, ({ bins, gradients }) => {
      const positions = arrangePositions(bins)
      const workspace = createWorkspace(bins, positions, 1, 1)
      const { order, packed, createHistogram } = workspace
      const { count } = createHistogramCounter(workspace, positions)
      for (let r = 0; r < bins.rows; r++) order[r] = r
      packDerivatives(gradients, noHessians, packed, createFixedPoint(bins.rows))
      const histogram = createHistogram()
      count(histogram, 0, bins.rows)
      expect(Array.from(histogram.subarray(0, positions.offsets.at(-1)))).toEqual(
        sumsOf(bins, (r) => packed[r]),
      )
    }),
  )
})

test('with hessians it holds both in turn', () => {
  fc.assert(
    fc.property(table, ({ bins, hessians }) => {
      const positions = arrangePositions(bins)
      const workspace = createWorkspace(bins, positions, 2, 1)
      const { order, packed, createHistogram } = workspace
      const { count } = createHistogramCounter(workspace, positions)
      for (let r = 0; r < bins.rows; r++) order[r] = r
      for (const [r, hessian] of hessians.entries()) packed.set([1, hessian], 2 * r)
      const histogram = createHistogram()
      count(histogram, 0, bins.rows)
      const counted = sumsOf(bins, () => 1)
      for (const [i, sum] of sumsOf(bins, (r) => hessians[r]).entries()) {
        expect(histogram[2 * i]).toBe(counted[i])
        expect(histogram[2 * i + 1]).toBeCloseTo(sum, 9)
      }
    }),
  )
})

test('a sum of packed gradients gives back their count, and their sum to a millionth of its terms', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (gradients) => {
      const point = createFixedPoint(gradients.length)
      const packed = new Float64Array(gradients.length)
      packDerivatives(Float64Array.from(gradients), noHessians, packed, point)
      const sum = packed.reduce((total, value) => total + value, 0)
      expect(countOf(sum, 1 / point.unit)).toBe(gradients.length)
      const size = gradients.reduce((total, value) => total + Math.abs(value), 0)
      const back = (sum - gradients.length * point.unit) / point.scale
      const error = back - gradients.reduce((total, value) => total + value, 0)
      expect(Math.abs(error)).toBeLessThanOrEqual(size * 1e-6 + 1e-300)
    }),
  )
})

test('what is left of a whole histogram is that of the other rows', () => {
  fc.assert(
    fc.property(table, fc.nat(), ({ bins, gradients }, cut) => {
      const positions = arrangePositions(bins)
      const workspace = createWorkspace(bins, positions, 1, 3)
      const { count, subtract } = createHistogramCounter(workspace, positions)
      for (let r = 0; r < bins.rows; r++) workspace.order[r] = r
      packDerivatives(gradients, noHessians, workspace.packed, createFixedPoint(bins.rows))
      const middle = cut % (bins.rows + 1)
      const [whole, part, rest] = [
        [0, bins.rows] as const,
        [0, middle] as const,
        [middle, bins.rows] as const,
      ].map(([start, end]) => {
        const histogram = workspace.createHistogram()
        count(histogram, start, end)
        return histogram
      })
      subtract(whole, part)
      const end = positions.offsets.at(-1)
      expect(whole.subarray(0, end)).toEqual(rest.subarray(0, end))
    }),
  )
})

test('rows of marked codes come first, both sides in their order', () => {
  const table = fc.array(fc.record({ code: fc.integer({ min: 0, max: 255 }), isIn: fc.boolean() }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(table, fc.uint8Array({ minLength: 256, maxLength: 256, max: 1 }), (rows, flags) => {
      const numbers = Array.from(rows.keys()).filter((r) => rows[r].isIn)
      fc.pre(numbers.length > 0)
      const { memory, at } = takeMemory(
        { name: 'table', rows: rows.length, columns: 1 },
        {
          order: 4 * rows.length,
          codes: rows.length,
          flags: 256,
          scratch: 4 * rows.length,
        },
      )
      const order = new Int32Array(memory.buffer, at.order, numbers.length)
      order.set(numbers)
      new Uint8Array(memory.buffer, at.codes, rows.length).set(rows.map(({ code }) => code))
      new Uint8Array(memory.buffer, at.flags, 256).set(flags)
      const end = at.order + order.byteLength
      const middle = partitionIn(memory)(at.order, end, at.codes, at.flags, at.scratch)
      const isLeft = (r: number) => flags[rows[r].code] === 1
      expect(Array.from(order)).toEqual([...numbers.filter(isLeft), ...numbers.filter((r) => !isLeft(r))])
      expect(middle).toBe(at.order + 4 * numbers.filter(isLeft).length)
    }),
  )
})

test('thresholds ascend, few distinct values get a bin each, and each number has the bin that they say', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 255 }), (column, maxBins) => {
      const codes = new Uint8Array(column.length)
      const thresholds = binNumbers(
        column.map((value) => value + 0),
        maxBins,
        codes,
      )
      const distinct = new Set(column.filter((value) => !Number.isNaN(value)).map((value) => value + 0))
      expect(thresholds.length).toBeLessThan(maxBins)
      for (let i = 1; i < thresholds.length; i++) expect(thresholds[i]).toBeGreaterThan(thresholds[i - 1])
      if (distinct.size <= maxBins) {
        const bins = new Set(
          Array.from(distinct, (value) => thresholds.filter((limit) => value > limit).length),
        )
        expect(bins.size).toBe(distinct.size)
      }
      for (const [r, value] of column.entries()) {
        const bin = thresholds.filter((limit) => value > limit).length
        expect(codes[r]).toBe(Number.isNaN(value) ? thresholds.length + 1 : bin)
      }
    }),
  )
})
