import {
  add,
  assemble,
  constant,
  double,
  f64,
  get,
  i32,
  instantiate,
  lessThan,
  load,
  repeatWhile,
  set,
} from './assemble.ts'

/**
 * Adds a multiple of the elements of a sparse column to sums.
 *
 * @param place - byte at which are, for each element, the bytes from the first sum to that of its row, as 32 bits; `end`
 *   behind the last, of one element at least
 * @param value - byte of the elements
 */
export type AddColumn = (place: number, end: number, value: number, factor: number, sums: number) => void

const [place, end, value, factor, sums, sum] = [0, 1, 2, 3, 4, 5]

const module = assemble([
  {
    name: 'addColumn',
    parameters: [i32, i32, i32, f64, i32],
    results: [],
    locals: [i32],
    body: [
      repeatWhile(lessThan(get(place), get(end)), [
        set(sum, add(get(sums), load(get(place)))),
        double.store(
          get(sum),
          double.add(double.load(get(sum)), double.multiply(get(factor), double.load(get(value)))),
        ),
        set(place, add(get(place), constant(4))),
        set(value, add(get(value), constant(8))),
      ]),
    ],
  },
])

export function addColumnIn(memory: WebAssembly.Memory): AddColumn {
  return instantiate<{ addColumn: AddColumn }>(module, memory).addColumn
}
