import {
  add,
  assemble,
  type Code,
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
  when,
} from './assemble.ts'

/**
 * Looks for rows that have another nearest centre than before, or perhaps. The score of a centre is a head of its own
 * less its product with the row, of single precision; where the second least score is hardly above the least, doubt
 * remains. Blocks are passed over while centres have moved less than they would have to for another to be nearest
 * (Hamerly 2010, "Making k-means even faster").
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
 * @param share - of the row's squared length that its head is
 * @param bounds - byte of the blocks' bounds, 32 bits each: a block is passed over until so much has moved
 * @param moved - how far any two centres together have moved since the bounds were 0, at most
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
  share: number,
  bounds: number,
  moved: number,
) => number

export const foundBytes = 48

const [block, end, width, centres, lastCentre, labels, found, doubt] = [0, 1, 2, 3, 4, 5, 6, 7]
const [share, bounds, moved] = [8, 9, 10]
const [at, blockEnd, centre, some] = [11, 12, 13, 14]
const halves = [0, 1]
const values = [15, 16]
const factor = 17
const [least, second, label] = [
  [18, 19],
  [20, 21],
  [22, 23],
]
const number = 24
const four = [0, 1, 2, 3]
const score = (n: number, half: number) => 25 + 2 * n + half
const [margin, gap, own] = four.map((n) => halves.map((half) => score(n, half)))
const uncertain = values

/** Above all scores, whose numbers are scaled. */
const far = vector.splat(single.constant(1e30))

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

const twice = (value: Code) => vector.add(value, value)
const report = [
  ...halves.flatMap((half) => {
    const doubtful = vector.multiply(vector.splat(get(doubt)), get(least[half]))
    return [
      set(margin[half], vector.add(vector.load(get(block), 16 * half), doubtful)),
      set(gap[half], vector.subtract(get(second[half]), get(least[half]))),
      set(uncertain[half], vector.less(get(gap[half]), get(margin[half]))),
    ]
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

/** The difference of the distances from the second centre and from the nearest, less than it is by rounding. */
const measure = [
  ...halves.flatMap((half) => [
    set(gap[half], twice(vector.maximum(vector.zero, vector.subtract(get(gap[half]), get(margin[half]))))),
    set(
      own[half],
      vector.maximum(
        get(margin[half]),
        vector.add(
          vector.divide(vector.load(get(block), 16 * half), vector.splat(get(share))),
          vector.add(twice(get(least[half])), get(margin[half])),
        ),
      ),
    ),
    set(
      gap[half],
      vector.divide(
        get(gap[half]),
        vector.add(vector.root(vector.add(get(own[half]), get(gap[half]))), vector.root(get(own[half]))),
      ),
    ),
  ]),
  set(gap[0], vector.minimum(get(gap[0]), get(gap[1]))),
  single.store(
    get(bounds),
    single.multiply(
      single.constant(0.999999),
      single.add(get(moved), four.map((n) => vector.lane(get(gap[0]), n)).reduce(single.minimum)),
    ),
  ),
]

function masks([low, high]: readonly (readonly number[])[]) {
  return or(quad.mask(low), shiftLeft(quad.mask(high), 4))
}

const search = [
  ...halves.flatMap((half) => [set(least[half], far), set(second[half], far)]),
  set(number, vector.zero),
  set(centre, get(centres)),
  repeatWhile(lessThan(get(centre), get(lastCentre)), [
    ...four.flatMap((n) => halves.map((half) => set(score(n, half), vector.loadSplat(get(centre), 4 * n)))),
    set(centre, add(get(centre), constant(16))),
    set(at, add(get(block), constant(32))),
    repeatWhile(lessThan(get(at), get(blockEnd)), accumulate),
    ...rank,
  ]),
  ...report,
  ...measure,
]

const module = assemble([
  {
    name: 'nearestCentres',
    parameters: [i32, i32, i32, i32, i32, i32, i32, f32, f32, i32, f32],
    results: [i32],
    locals: [...new Array(4).fill(i32), ...new Array(18).fill(v128)],
    body: [
      repeatWhile(lessThan(get(block), get(end)), [
        set(blockEnd, add(get(block), get(width))),
        when(single.atLeast(get(moved), single.load(get(bounds))), search),
        set(bounds, add(get(bounds), constant(4))),
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
