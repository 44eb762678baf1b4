/**
 * Places of the greatest scores, the greatest first; among equals the one that comes first.
 *
 * @param scores - those that are NaN are never taken
 * @param n - how many at most; few, as each is kept in order by insertion
 * @param excluded - places that are not taken
 */
export function topN(scores: ArrayLike<number>, n: number, excluded?: ReadonlySet<number>): Int32Array {
  const values = scores instanceof Float64Array ? scores : Float64Array.from(scores)
  const best = new Int32Array(Math.max(0, Math.min(n, values.length)))
  if (best.length === 0) return best
  let size = 0
  let least = Number.NEGATIVE_INFINITY
  for (let place = 0; place < values.length; place++) {
    if (size === best.length) {
      place = nextAbove(values, place, least)
      if (place === values.length) break
    } else if (Number.isNaN(values[place])) continue
    if (excluded?.has(place)) continue
    let at = size < best.length ? size++ : size - 1
    for (; at > 0 && values[best[at - 1]] < values[place]; at--) best[at] = best[at - 1]
    best[at] = place
    least = values[best[size - 1]]
  }
  return best.subarray(0, size)
}

/** Where most scores are passed over, as most are not among the greatest. */
function nextAbove(values: Float64Array, from: number, least: number): number {
  let place = from
  while (place < values.length && !(values[place] > least)) place++
  return place
}
