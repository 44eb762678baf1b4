import type { Random } from '../random.ts'
import { nearerRowsIn } from '../simd/nearerRows.ts'
import type { RowBlocks } from './rowBlocks.ts'

/** Blocks of which sums are kept. */
const chunk = 32

/** Rows that are drawn for the next of so many centres. */
const candidatesOf = (count: number) => 2 + Math.floor(Math.log(count))

/** Four centres are tried at once: the squares of the best so far, those found now, and those of the best of before. */
const setsOf = (count: number) => (candidatesOf(count) > 4 ? 3 : 2)

/** Of the arrays that the choice needs in the memory of the rows. */
export const choiceLengths = (rows: number, columns: number, count: number) => ({
  squares: setsOf(count) * 4 * Math.ceil(rows / 8) * 8,
  candidates: 4 * columns,
  sums: 16,
})

/** Squared distances from the nearest of some centres. */
interface Distances {
  readonly squares: Float32Array
  /** Of each chunk. */
  readonly sums: Float64Array
}

const totalOf = ({ sums }: Distances) => sums.reduce((total, sum) => total + sum, 0)

/**
 * First centres by greedy k-means++ (Arthur and Vassilvitskii 2007): each is the best of 2 + ln k rows drawn with
 * probabilities proportional to their squared distance from the centres so far, of single precision.
 *
 * @returns the function that chooses rows
 */
export function createChoice(
  table: RowBlocks<keyof ReturnType<typeof choiceLengths>>,
  rows: number,
  count: number,
): (random: Random) => Int32Array {
  const { numbers, width, arrays } = table
  const { candidates: centres, sums: out } = arrays
  const length = table.count * 8
  const nearerRows = nearerRowsIn(table.memory)
  const sets = Array.from({ length: setsOf(count) }, (_, set) =>
    Array.from({ length: 4 }, (_, n): Distances => {
      const first = (4 * set + n) * length
      return {
        squares: arrays.squares.subarray(first, first + length),
        sums: new Float64Array(Math.ceil(table.count / chunk)),
      }
    }),
  )

  /** Puts rows, at most four, where the kernel looks for centres. */
  function aim(chosen: ArrayLike<number>): void {
    for (let n = 0; n < chosen.length; n++) {
      let at = (chosen[n] >> 3) * (width / 4) + (chosen[n] & 7)
      for (let c = n; c < centres.length; c += 4) {
        at += 8
        centres[c] = numbers[at]
      }
    }
  }

  /** Measures as if one of the candidates, at most four, were another centre. */
  function attempt(candidates: ArrayLike<number>, { squares }: Distances, found: readonly Distances[]): void {
    aim(candidates)
    for (let place = 0, first = 0; first < table.count; place++, first += chunk) {
      nearerRows(
        numbers.byteOffset + first * width,
        numbers.byteOffset + Math.min(table.count, first + chunk) * width,
        width,
        centres.byteOffset,
        squares.byteOffset + first * 32,
        found[0].squares.byteOffset + first * 32,
        length * 4,
        out.byteOffset,
      )
      for (let n = 0; n < 4; n++) {
        found[n].sums[place] = out[4 * n] + out[4 * n + 1] + out[4 * n + 2] + out[4 * n + 3]
      }
    }
  }

  /** @returns the candidate that leaves the least distances, and these */
  function bestOf(candidates: Int32Array, before: Distances): readonly [row: number, left: Distances] {
    let best: Distances | undefined
    let chosen = -1
    for (let first = 0; first < candidates.length; first += 4) {
      const found = sets.find((set) => !set.includes(before) && !(best && set.includes(best)))!
      const some = candidates.subarray(first, first + 4)
      attempt(some, before, found)
      for (let n = 0; n < some.length; n++) {
        if (best !== undefined && totalOf(found[n]) >= totalOf(best)) continue
        best = found[n]
        chosen = some[n]
      }
    }
    return [chosen, best!]
  }

  /** Rows with probabilities proportional to their squared distances; any row if all are 0. */
  function draw(left: Distances, random: Random): Int32Array {
    const { squares, sums } = left
    const total = totalOf(left)
    const places = Float64Array.from({ length: candidatesOf(count) }, () => random.uniform() * total).sort()
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

  return (random) => {
    const [everywhere] = sets[0]
    everywhere.squares.fill(Infinity, 0, rows)
    everywhere.squares.fill(0, rows)
    const chosen = new Int32Array(count)
    let left = everywhere
    for (let k = 0; k < count; k++) {
      const candidates = k === 0 ? Int32Array.of(random.integer(rows)) : draw(left, random)
      ;[chosen[k], left] = bestOf(candidates, left)
    }
    return chosen
  }
}
