import {
  add,
  assemble,
  constant,
  f32,
  get,
  i32,
  instantiate,
  lessThan,
  multiply,
  notEqual,
  or,
  quad,
  repeatWhile,
  set,
  shiftLeft,
  single,
  store,
  v128,
  vector,
} from './assemble.ts'

/**
 * Looks for rows that have another nearest centre than before, or perhaps. The score of a centre is a head of its own
 * less its product with the row, of single precision; where the second least score is hardly above the least, doubt
 * remains.
 *
 * @param block - byte of the first block of eight rows: a head for each, then eight numbers of each column
 * @param end - byte behind the last block
 * @param width - bytes of a block
 * @param centres - byte of the first group of four centres: a head for each, then four numbers of each column, negative
 * @param lastCentre - byte behind the last group
 * @param labels - byte of the rows' centres before, 32 bits each
 * @param found - byte at which blocks with such rows go, `foundBytes` each: the byte of their labels, a mask of these
 *   rows, a mask of those in doubt, and from byte 16 on the centres of least score
 * @param doubt - there is some if the difference of the scores is less than the row's head and this times the least
 * @returns byte behind the last block found
 */
export type NearestCentres = (
  block: number,
  end: number,
  width: number,
  centres: number,
  lastCentre: number,
  labels: number,
  found: number,
  doubt: number,
) => number

export const foundBytes = 48

const [block, end, width, centres, lastCentre, labels, found, doubt] = [0, 1, 2, 3, 4, 5, 6, 7]
const [at, blockEnd, centre, some] = [8, 9, 10, 11]
const halves = [0, 1]
const values = [12, 13]
const factor = 14
const [least, second, label] = [
  [15, 16],
  [17, 18],
  [19, 20],
]
const number = 21
const four = [0, 1, 2, 3]
const score = (n: number, half: number) => 22 + 2 * n + half
const uncertain = values

const infinity = vector.splat(single.constant(Infinity))

const accumulate = [
  ...halves.map((half) => set(values[half], vector.load(get(at), 16 * half))),
  ...four.flatMap((n) => [
    set(factor, vector.loadSplat(get(centre), 4 * n)),
    ...halves.map((half) =>
      set(score(n, half), vector.multiplyAdd(get(factor), get(values[half]), get(score(n, half)))),
    ),
  ]),
  set(at, add(get(at), constant(32))),
  set(centre, add(get(centre), constant(16))),
]

const rank = four.flatMap((n) => [
  ...halves.flatMap((half) => {
    const [next, best] = [get(score(n, half)), get(least[half])]
    return [
      set(label[half], vector.select(get(number), get(label[half]), vector.less(next, best))),
      set(second[half], vector.minimum(get(second[half]), vector.maximum(best, next))),
      set(least[half], vector.minimum(best, next)),
    ]
  }),
  set(number, quad.add(get(number), quad.splat(constant(1)))),
])

const report = [
  ...halves.map((half) => {
    const margin = vector.add(
      vector.load(get(block), 16 * half),
      vector.multiply(vector.splat(get(doubt)), get(least[half])),
    )
    return set(uncertain[half], vector.less(vector.subtract(get(second[half]), get(least[half])), margin))
  }),
  set(
    some,
    masks(
      halves.map((half) =>
        vector.or(
          get(uncertain[half]),
          quad.different(get(label[half]), vector.load(get(labels), 16 * half)),
        ),
      ),
    ),
  ),
  store(get(found), get(labels)),
  store(get(found), get(some), 4),
  store(get(found), masks(uncertain.map(get)), 8),
  ...halves.map((half) => vector.store(get(found), get(label[half]), 16 + 16 * half)),
  set(found, add(get(found), multiply(constant(foundBytes), notEqual(get(some), constant(0))))),
]

function masks([low, high]: readonly (readonly number[])[]) {
  return or(quad.mask(low), shiftLeft(quad.mask(high), 4))
}

const module = assemble([
  {
    name: 'nearestCentres',
    parameters: [i32, i32, i32, i32, i32, i32, i32, f32],
    results: [i32],
    locals: [...new Array(4).fill(i32), ...new Array(18).fill(v128)],
    body: [
      repeatWhile(lessThan(get(block), get(end)), [
        ...halves.flatMap((half) => [set(least[half], infinity), set(second[half], infinity)]),
        set(number, vector.zero),
        set(blockEnd, add(get(block), get(width))),
        set(centre, get(centres)),
        repeatWhile(lessThan(get(centre), get(lastCentre)), [
          ...four.flatMap((n) =>
            halves.map((half) => set(score(n, half), vector.loadSplat(get(centre), 4 * n))),
          ),
          set(centre, add(get(centre), constant(16))),
          set(at, add(get(block), constant(32))),
          repeatWhile(lessThan(get(at), get(blockEnd)), accumulate),
          ...rank,
        ]),
        ...report,
        set(labels, add(get(labels), constant(32))),
        set(block, get(blockEnd)),
      ]),
      get(found),
    ],
  },
])

/** The search in this memory. */
export function nearestCentresIn(memory: WebAssembly.Memory): NearestCentres {
  return instantiate<{ nearestCentres: NearestCentres }>(module, memory).nearestCentres
}
