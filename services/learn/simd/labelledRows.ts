import {
  add,
  and,
  assemble,
  type Code,
  constant,
  double,
  get,
  i32,
  instantiate,
  lessThan,
  load,
  multiply,
  pair,
  repeatWhile,
  set,
  subtract,
  v128,
  vector,
  type WasmFunction,
  when,
} from './assemble.ts'

/**
 * Walks through rows of double precision, each with its label.
 *
 * @param row - byte of the first row
 * @param end - byte behind the last, not the first
 * @param width - bytes of a row
 * @param labels - byte of the rows' labels, 32 bits each
 * @param table - byte of a table with a row for each label
 * @param other - byte of a row more, or of a pair
 */
type LabelledRows = (
  row: number,
  end: number,
  width: number,
  labels: number,
  table: number,
  other: number,
) => void

const [row, end, width, labels, table, other] = [0, 1, 2, 3, 4, 5]
const [own, ownPairs, at, difference, total] = [6, 7, 8, 9, 10]

const move = (bytes: number) => [row, own, at].map((n) => set(n, add(get(n), constant(bytes))))

const overRows = (name: string, pairs: Code, one: Code, after: Code): WasmFunction => ({
  name,
  parameters: new Array(6).fill(i32),
  results: [],
  locals: [i32, i32, i32, v128, v128],
  body: [
    repeatWhile(lessThan(get(row), get(end)), [
      set(own, add(get(table), multiply(load(get(labels)), get(width)))),
      set(ownPairs, subtract(add(get(own), get(width)), constant(8))),
      set(at, get(other)),
      when(lessThan(get(own), get(ownPairs)), [
        repeatWhile(lessThan(get(own), get(ownPairs)), [pairs, ...move(16)]),
      ]),
      when(and(get(width), constant(8)), [one, ...move(8)]),
      set(labels, add(get(labels), constant(4))),
    ]),
    after,
  ],
})

const addSquare = (from: Code, to: Code) => [
  ...set(difference, pair.subtract(from, to)),
  ...set(total, pair.add(get(total), pair.multiply(get(difference), get(difference)))),
]

const module = assemble([
  overRows(
    'addRows',
    vector.store(
      get(own),
      pair.add(vector.load(get(own)), pair.subtract(vector.load(get(row)), vector.load(get(at)))),
    ),
    double.store(
      get(own),
      double.add(double.load(get(own)), double.subtract(double.load(get(row)), double.load(get(at)))),
    ),
    [],
  ),
  overRows(
    'addSquares',
    addSquare(vector.load(get(row)), vector.load(get(own))),
    addSquare(pair.loadFirst(get(row)), pair.loadFirst(get(own))),
    vector.store(get(other), pair.add(vector.load(get(other)), get(total))),
  ),
])

/** Both in this memory. */
export function labelledRowsIn(memory: WebAssembly.Memory): {
  /** Adds what each row has more than the other to the row of its label. */
  readonly addRows: LabelledRows
  /** Adds the squared distances of rows from the rows of their labels to the other pair, as two sums. */
  readonly addSquares: LabelledRows
} {
  return instantiate(module, memory)
}
