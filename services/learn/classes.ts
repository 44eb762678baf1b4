/** Labels as positions in the ascending list of the different ones. */
export interface Classes {
  /** Ascending; at least two. */
  readonly classes: Float64Array
  /** One per row: the position of its label in `classes`. */
  readonly indices: Int32Array
}

/** So few that looking through them is quicker than a map. */
const FEW = 16

/** @throws RangeError if a label is not finite, or if there are fewer than two different ones */
export function classesOf(labels: ArrayLike<number>): Classes {
  const found: number[] = []
  const places = new Map<number, number>()
  const order = new Int32Array(labels.length)
  for (let r = 0; r < labels.length; r++) {
    const label = labels[r]
    let place = 0
    if (found.length > FEW) place = places.get(label) ?? found.length
    else while (place < found.length && found[place] !== label) place++
    if (place === found.length) {
      if (!Number.isFinite(label))
        throw new RangeError(`labels: row ${r} is ${label}, expected a finite number`)
      found.push(label)
      places.set(label, place)
    }
    order[r] = place
  }
  const classes = Float64Array.from(found).sort()
  if (classes.length < 2) {
    throw new RangeError(
      labels.length === 0
        ? 'labels: there are none, expected at least two classes'
        : `labels: every row is ${classes[0]}, expected at least two classes`,
    )
  }
  const ranks = new Map(Array.from(classes, (label, rank) => [label, rank]))
  const positions = Int32Array.from(found, (label) => ranks.get(label)!)
  for (let r = 0; r < order.length; r++) order[r] = positions[order[r]]
  return { classes, indices: order }
}
