/** Rows that may be among the nearest of each query, by nearness that is known up to an error. */
export interface Candidates {
  readonly nNeighbors: number
  /** How much less near than one of the nearest a row may seem that is nearer. */
  readonly slack: number
  /** Nearness from which a row may be among the nearest, one per query; raised from time to time. */
  readonly enough: Float32Array
  /** One per query: how many are kept. */
  readonly counts: Int32Array
  /** `mostCandidates` for each query at every second place. */
  readonly rows: Int32Array
  /** How near they are, at the same places; in the memory between the rows. */
  readonly nearness: Float32Array
  /** `mostCandidates` numbers. */
  readonly scratch: Float32Array
  /** Exactly. */
  distance(query: number, row: number): number
}

/** How many are kept of each query at most. */
export const mostCandidates = (nNeighbors: number) => 2 * nNeighbors + 16

/** Takes a row whose nearness is enough. */
export function offer(candidates: Candidates, query: number, row: number, nearness: number): void {
  const { counts } = candidates
  const most = mostCandidates(candidates.nNeighbors)
  const at = 2 * (query * most + counts[query]++)
  candidates.rows[at] = row
  candidates.nearness[at] = nearness
  if (counts[query] < most) return
  prune(candidates, query)
  if (counts[query] > 0.75 * most) choose(candidates, query)
}

/** Writes the rows, in any order; gives how many. */
export function takeCandidates(candidates: Candidates, query: number, to: Int32Array): number {
  const { counts, rows } = candidates
  const start = 2 * query * mostCandidates(candidates.nNeighbors)
  prune(candidates, query)
  for (let n = 0; n < counts[query]; n++) to[n] = rows[start + 2 * n]
  return counts[query]
}

/** Forgets what is not enough beside the others. */
function prune(
  { nNeighbors, slack, enough, counts, rows, nearness, scratch }: Candidates,
  query: number,
): void {
  const start = 2 * query * mostCandidates(nNeighbors)
  const end = start + 2 * counts[query]
  for (let n = 0; n < counts[query]; n++) scratch[n] = nearness[start + 2 * n]
  const least = greatest(scratch, counts[query], nNeighbors) - slack
  let kept = start
  for (let n = start; n < end; n += 2) {
    if (nearness[n] < least) continue
    rows[kept] = rows[n]
    nearness[kept] = nearness[n]
    kept += 2
  }
  counts[query] = (kept - start) / 2
  enough[query] = least
}

/** Keeps only the nearest, by their distances, where many are as near as each other. */
function choose(candidates: Candidates, query: number): void {
  const { nNeighbors, counts, rows, nearness } = candidates
  const start = 2 * query * mostCandidates(nNeighbors)
  const kept = Array.from({ length: counts[query] }, (_, n) => {
    const row = rows[start + 2 * n]
    return { row, nearness: nearness[start + 2 * n], distance: candidates.distance(query, row) }
  })
  kept.sort((a, b) => a.distance - b.distance || a.row - b.row)
  for (let n = 0; n < nNeighbors; n++) {
    rows[start + 2 * n] = kept[n].row
    nearness[start + 2 * n] = kept[n].nearness
  }
  counts[query] = nNeighbors
}

/** The `rank`th greatest of the first values, which it moves (Hoare 1961, "Algorithm 65: Find"). */
function greatest(values: Float32Array, count: number, rank: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const pivot = values[rank - 1]
    let i = low
    let j = high
    while (i <= j) {
      while (values[i] > pivot) i++
      while (values[j] < pivot) j--
      if (i > j) break
      const value = values[i]
      values[i++] = values[j]
      values[j--] = value
    }
    if (j < rank - 1) low = i
    if (rank - 1 < i) high = j
  }
  return values[rank - 1]
}
