/**
 * The different labels, ascending.
 *
 * @throws RangeError if there are fewer than two
 */
export function classesOf(labels: ArrayLike<number>): Float64Array {
  const classes = Float64Array.from(new Set(Array.from(labels))).sort()
  if (classes.length < 2) {
    throw new RangeError(`labels: every row is ${classes[0]}, expected at least two classes`)
  }
  return classes
}
