/** Tells what each column adds to a model's raw prediction of a row. */
export interface Explainer {
  /** The raw prediction before anything of the row is known. */
  readonly expected: number
  /**
   * @param row - numbers in the order of the columns, from `offset` on
   * @returns one number per column; with `expected` they sum to the raw prediction
   */
  explain(row: ArrayLike<number>, offset?: number): Float64Array
}
