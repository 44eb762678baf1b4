/**
 * Moves those of the rows `order[start..end)` to the front whose code is marked in `leftCodes`, both sides keeping
 * their order. There is no branch to mispredict: every row is written to both sides, and stays on one.
 *
 * @param column - the code of each row
 * @param leftCodes - 256 flags, 0 or 1
 * @param scratch - as long as `order`
 * @returns where the right side begins
 */
export function partition(
  order: Int32Array,
  start: number,
  end: number,
  column: Uint8Array,
  leftCodes: Uint8Array,
  scratch: Int32Array,
): number {
  let left = start
  for (let i = start; i < end; i++) {
    const row = order[i]
    order[left] = row
    scratch[i - left] = row
    left += leftCodes[column[row]]
  }
  order.set(scratch.subarray(0, end - left), left)
  return left
}
