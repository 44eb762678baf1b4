/** Rows that may be among the nearest of each query, by nearness that is known up to an error. */
export interface Candidates {
  readonly nNeighbors: number
  /** How much less near than one of the nearest a row may seem that is nearer. */
  readonly slack: number
  /** Nearness from which a row may be among the nearest, one per query; raised from time to time. */
  readonly enough: Float32Array
  /** One per query: how many are kept; `mostCandidates` if too many are as near as each other. */
  readonly counts: Int32Array
  /** `mostCandidates` for each query; so are their nearnesses. */
  readonly rows: Int32Array
  readonly values: Float32Array
}

/** How many are kept of each query at most. */
export const mostCandidates = (nNeighbors: number) => 2 * nNeighbors + 16

/** Takes a row whose nearness is enough. */
export function offer(candidates: Candidates, query: number, row: number, nearness: number): void {
  const { counts, rows, values } = candidates
  const most = mostCandidates(candidates.nNeighbors)
  if (counts[query] === most) return
  const at = query * most + counts[query]++
  rows[at] = row
  values[at] = nearness
  if (counts[query] === most) prune(candidates, query)
}

/** The rows, in any order; undefined if too many are as near as each other. */
export function candidatesOf(candidates: Candidates, query: number): Int32Array | undefined {
  const { counts, rows } = candidates
  const most = mostCandidates(candidates.nNeighbors)
  if (counts[query] < most) prune(candidates, query)
  return counts[query] === most ? undefined : rows.subarray(query * most, query * most + counts[query])
}

/** Forgets what is not enough beside the others. */
function prune(candidates: Candidates, query: number): void {
  const { nNeighbors, slack, enough, counts, rows, values } = candidates
  const most = mostCandidates(nNeighbors)
  const start = query * most
  const end = start + counts[query]
  const least = greatest(values, start, end, nNeighbors) - slack
  let kept = start
  for (let n = start; n < end; n++) {
    if (values[n] < least) continue
    rows[kept] = rows[n]
    values[kept++] = values[n]
  }
  const crowded = kept - start > 0.75 * most
  counts[query] = crowded ? most : kept - start
  enough[query] = crowded ? Number.POSITIVE_INFINITY : least
}

/** The `rank`th greatest; negative infinity if there are not so many. */
function greatest(values: Float32Array, start: number, end: number, rank: number): number {
  const best = new Float32Array(rank).fill(Number.NEGATIVE_INFINITY)
  for (let n = start; n < end; n++) {
    const value = values[n]
    let b = rank - 1
    if (value <= best[b]) continue
    for (; b > 0 && best[b - 1] < value; b--) best[b] = best[b - 1]
    best[b] = value
  }
  return best[rank - 1]
}
