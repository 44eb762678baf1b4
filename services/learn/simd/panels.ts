import type { Matrix } from '../matrix.ts'

/*
 * Panels: eight rows at a time, column by column, so that vectors hold one column of neighbouring rows. A row's number
 * in column c of its panel lies 8c behind the panel's first.
 */

export const pairBytes = 16
export const panelRows = 8
export const panelPairs = 4
/** Of one column of a panel. */
export const columnBytes = panelPairs * pairBytes

export interface PanelOptions {
  /** Columns of a panel, those beyond the matrix and `last` being left as they are. */
  readonly width: number
  /** One per column: what is subtracted from its values. */
  readonly means: Float64Array
  /** One per row of the matrix: a column behind the others. */
  readonly last?: Float64Array | undefined
}

/** Writes `count` rows from `start` as panels, with rows of zeros to fill the last one. */
export function fillPanels(
  panels: Float64Array,
  { data, columns }: Matrix,
  start: number,
  count: number,
  { width, means, last }: PanelOptions,
): void {
  const filled = Math.ceil(count / panelRows) * panelRows
  for (let r = 0, from = start * columns; r < filled; r++) {
    let to = (r - (r % panelRows)) * width + (r % panelRows)
    if (r < count) {
      for (let c = 0; c < columns; c++, from++, to += panelRows) panels[to] = data[from] - means[c]
    } else {
      for (let c = 0; c < columns; c++, to += panelRows) panels[to] = 0
    }
    if (last !== undefined) panels[to] = r < count ? last[start + r] : 0
  }
}
