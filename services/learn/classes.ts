/** Labels as positions in the ascending list of the different ones. */
export interface Classes {
  /** Ascending; at least two. */
  readonly classes: Float64Array
  /** One per row: the position of its label in `classes`. */
  readonly indices: Int32Array
}

/** @throws RangeError if a label is not finite, or if there are fewer than two different ones */
export function classesOf(labels: ArrayLike<number>): Classes {
  const positions = new Map<number, number>()
  for (let r = 0; r < labels.length; r++) {
    if (!Number.isFinite(labels[r])) {
      throw new RangeError(`labels: row ${r} is ${labels[r]}, expected a finite number`)
    }
    positions.set(labels[r], 0)
  }
  const classes = Float64Array.from(positions.keys()).sort()
  if (classes.length < 2) {
    throw new RangeError(
      labels.length === 0
        ? 'labels: there are none, expected at least two classes'
        : `labels: every row is ${classes[0]}, expected at least two classes`,
    )
  }
  classes.forEach((label, position) => {
    positions.set(label, position)
  })
  return { classes, indices: Int32Array.from(labels, (label) => positions.get(label)!) }
}
