import type { Matrix } from '../matrix.ts'
import {
  add,
  advance,
  assemble,
  get,
  i32,
  instantiate,
  lessThan,
  pair,
  repeatWhile,
  set,
  v128,
  vector,
} from './assemble.ts'

/*
 * Panels: eight rows at a time, column by column, so that vectors hold one column of neighbouring rows. A row's number
 * in column c of its panel lies 8c behind the panel's first.
 */

export const pairBytes = 16
export const panelRows = 8
export const panelPairs = 4
/** Of one column of a panel. */
export const columnBytes = panelPairs * pairBytes

/**
 * @param row - byte of the first row; so is `end` behind the last
 * @param rowBytes - of a row
 * @param means - byte of what is subtracted
 * @param panel - byte of the first panel
 * @param panelBytes - of a panel
 */
export type ToPanels = (
  row: number,
  end: number,
  rowBytes: number,
  means: number,
  panel: number,
  panelBytes: number,
) => void

const [row, end, rowBytes, means, panel, panelBytes] = [0, 1, 2, 3, 4, 5]
const [from, fromEnd, mean, to, at] = [6, 7, 8, 9, 10]
const shift = 11
const four = Array.from({ length: panelPairs }, (_, k) => k)
const below = add(get(at), get(rowBytes))

const module = assemble([
  {
    name: 'toPanels',
    parameters: new Array(6).fill(i32),
    results: [],
    locals: [...new Array(5).fill(i32), v128],
    body: [
      repeatWhile(lessThan(get(row), get(end)), [
        set(from, get(row)),
        set(fromEnd, add(get(row), get(rowBytes))),
        set(mean, get(means)),
        set(to, get(panel)),
        repeatWhile(lessThan(get(from), get(fromEnd)), [
          set(at, get(from)),
          set(shift, pair.loadSplat(get(mean))),
          ...four.flatMap((k) => [
            vector.store(get(to), pair.subtract(pair.gather(get(at), below), get(shift)), k * pairBytes),
            set(at, add(below, get(rowBytes))),
          ]),
          ...[from, mean].map((pointer) => advance(pointer, 8)),
          advance(to, columnBytes),
        ]),
        set(panel, add(get(panel), get(panelBytes))),
        ...Array.from({ length: panelRows }, () => set(row, add(get(row), get(rowBytes)))),
      ]),
    ],
  },
])

export function toPanelsIn(memory: WebAssembly.Memory): ToPanels {
  return instantiate<{ toPanels: ToPanels }>(module, memory).toPanels
}

export interface PanelOptions {
  /** In the kernel's memory, `scratchLength` numbers. */
  readonly scratch: Float64Array
  /** In the kernel's memory: where they go. */
  readonly panels: Float64Array
  /** Columns of a panel, those beyond the matrix and `more` being left as they are. */
  readonly width: number
  /** One per column: what is subtracted from its values. */
  readonly means: Float64Array
  /** Columns behind the others, one number per row of the matrix in each. */
  readonly more: readonly Float64Array[]
}

/** Numbers of a matrix that are copied at once. */
const AT_ONCE = 4096

export const scratchLength = (columns: number) => columns + Math.max(AT_ONCE, panelRows * columns)

/** Writes `count` rows from `start` as panels, with rows of zeros to fill the last one. */
export function fillPanels(
  toPanels: ToPanels,
  { scratch, panels, width, means, more }: PanelOptions,
  { data, columns }: Matrix,
  start: number,
  count: number,
): void {
  const copy = scratch.subarray(columns)
  const rowsAtOnce = Math.max(1, Math.floor(AT_ONCE / columns / panelRows)) * panelRows
  scratch.set(means)
  for (let done = 0; done < count; done += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, count - done)
    copy.set(data.subarray((start + done) * columns, (start + done + rows) * columns))
    const end = copy.byteOffset + rows * columns * 8
    const to = panels.byteOffset + done * width * 8
    toPanels(copy.byteOffset, end, columns * 8, scratch.byteOffset, to, width * columnBytes)
  }
  const place = (r: number, c: number) => (r - (r % panelRows)) * width + c * panelRows + (r % panelRows)
  more.forEach((values, k) => {
    for (let r = 0; r < count; r++) panels[place(r, columns + k)] = values[start + r]
  })
  for (let r = count; r % panelRows !== 0; r++) {
    for (let c = 0; c < columns + more.length; c++) panels[place(r, c)] = 0
  }
}
