/** Rows that may be among the nearest of each query, by nearness that is known up to an error. */
export interface Candidates {
  readonly nNeighbors: number
  /** How much less near than one of the nearest a row may seem that is nearer. */
  readonly slack: number
  /** Nearness from which a row may be among the nearest, one per query; raised from time to time. */
  readonly enough: Float32Array
  /** One per query: how many are kept; `mostCandidates` if too many are as near as each other. */
  readonly counts: Int32Array
  /** `mostCandidates` for each query at every second place. */
  readonly rows: Int32Array
  /** How near they are, at the same places; in the memory between the rows. */
  readonly nearness: Float32Array
  /** `nNeighbors` numbers. */
  readonly best: Float32Array
}

/** How many are kept of each query at most. */
export const mostCandidates = (nNeighbors: number) => 2 * nNeighbors + 16

/** Takes a row whose nearness is enough. */
export function offer(candidates: Candidates, query: number, row: number, nearness: number): void {
  const { counts } = candidates
  const most = mostCandidates(candidates.nNeighbors)
  const count = counts[query]
  if (count === most) return
  const at = 2 * (query * most + count)
  candidates.rows[at] = row
  candidates.nearness[at] = nearness
  counts[query] = count + 1
  if (count + 1 === most) prune(candidates, query)
}

/** Writes the rows, in any order, all if too many are as near as each other; gives how many. */
export function takeCandidates(candidates: Candidates, query: number, to: Int32Array): number {
  const { counts, rows } = candidates
  const most = mostCandidates(candidates.nNeighbors)
  if (counts[query] < most) prune(candidates, query)
  const count = counts[query] === most ? to.length : counts[query]
  for (let n = 0; n < count; n++) to[n] = counts[query] === most ? n : rows[2 * (query * most + n)]
  return count
}

/** Forgets what is not enough beside the others. */
function prune(candidates: Candidates, query: number): void {
  const { slack, enough, counts, rows, nearness, best } = candidates
  const most = mostCandidates(candidates.nNeighbors)
  const start = 2 * query * most
  const end = start + 2 * counts[query]
  const last = best.length - 1
  best.fill(Number.NEGATIVE_INFINITY)
  for (let n = start; n < end; n += 2) {
    const value = nearness[n]
    if (value <= best[last]) continue
    let b = last
    for (; b > 0 && best[b - 1] < value; b--) best[b] = best[b - 1]
    best[b] = value
  }
  const least = best[last] - slack
  let kept = start
  for (let n = start; n < end; n += 2) {
    if (nearness[n] < least) continue
    rows[kept] = rows[n]
    nearness[kept] = nearness[n]
    kept += 2
  }
  const count = (kept - start) / 2
  const isCrowded = count > 0.75 * most
  counts[query] = isCrowded ? most : count
  enough[query] = isCrowded ? Number.POSITIVE_INFINITY : least
}
