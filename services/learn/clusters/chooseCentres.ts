import type { Random } from '../random.ts'
import { nearerRowsIn } from '../simd/nearerRows.ts'
import type { RowBlocks } from './rowBlocks.ts'

/** Blocks of which sums are kept. */
const chunk = 32

/** Of the arrays that the choice needs in the memory of the rows. */
export const choiceLengths = (rows: number, columns: number) => ({
  squares: Math.ceil(rows / 8) * 8,
  candidates: 4 * columns,
  sums: 16,
})

/**
 * First centres by greedy k-means++ (Arthur and Vassilvitskii 2007): each is the best of 2 + ln k rows drawn with
 * probabilities proportional to their squared distance from the centres so far, of single precision.
 *
 * @returns the function that chooses rows
 */
export function createChoice(
  table: RowBlocks<keyof ReturnType<typeof choiceLengths>>,
  rows: number,
): (count: number, random: Random) => Int32Array {
  const { numbers, width } = table
  const { squares, candidates: centres, sums: out } = table.arrays
  const sums = new Float64Array(Math.ceil(table.count / chunk))
  const { gains, approach } = nearerRowsIn(table.memory)

  /** Puts rows, at most four, where the kernels look for centres. */
  function aim(chosen: ArrayLike<number>): void {
    for (let n = 0; n < chosen.length; n++) {
      let at = (chosen[n] >> 3) * (width / 4) + (chosen[n] & 7)
      for (let c = n; c < centres.length; c += 4) {
        at += 8
        centres[c] = numbers[at]
      }
    }
  }

  /** Calls with each chunk after a kernel has summed it. */
  function measure(kernel: typeof gains, take: (place: number) => void): void {
    for (let place = 0, first = 0; first < table.count; place++, first += chunk) {
      const block = numbers.byteOffset + first * width
      const end = numbers.byteOffset + Math.min(table.count, first + chunk) * width
      kernel(block, end, width, centres.byteOffset, squares.byteOffset + first * 32, out.byteOffset)
      take(place)
    }
  }

  const sumAt = (n: number) => out[4 * n] + out[4 * n + 1] + out[4 * n + 2] + out[4 * n + 3]

  function add(row: number): void {
    aim([row])
    measure(approach, (place) => {
      sums[place] = sumAt(0)
    })
  }

  /** By how much each candidate would lower the sum of the squared distances. */
  function gainsOf(candidates: Int32Array): Float64Array {
    const all = new Float64Array(candidates.length)
    for (let first = 0; first < all.length; first += 4) {
      const some = all.subarray(first, first + 4)
      aim(candidates.subarray(first, first + 4))
      measure(gains, () => {
        for (let n = 0; n < some.length; n++) some[n] += sumAt(n)
      })
    }
    return all
  }

  /** Rows with probabilities proportional to their squared distances; any row if all are 0. */
  function draw(count: number, random: Random): Int32Array {
    let total = 0
    for (const sum of sums) total += sum
    const places = Float64Array.from({ length: count }, () => random.uniform() * total).sort()
    let before = 0
    let n = 0
    return Int32Array.from(places, (place) => {
      while (n < sums.length - 1 && before + sums[n] <= place) before += sums[n++]
      const last = Math.min(rows, (n + 1) * chunk * 8) - 1
      let row = n * chunk * 8
      for (let sum = before + squares[row]; row < last && sum <= place; sum += squares[row]) row++
      return row
    })
  }

  return (count, random) => {
    squares.fill(Infinity, 0, rows)
    const chosen = new Int32Array(count)
    chosen[0] = random.integer(rows)
    add(chosen[0])
    for (let k = 1; k < count; k++) {
      const candidates = draw(2 + Math.floor(Math.log(count)), random)
      const all = gainsOf(candidates)
      chosen[k] = candidates[all.indexOf(Math.max(...all))]
      add(chosen[k])
    }
    return chosen
  }
}
