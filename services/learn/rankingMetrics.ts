import { checkInteger } from './check.ts'

/** What was recommended to one user, the best first and none twice, and what would have been right. */
export interface Ranking {
  readonly recommended: ArrayLike<number>
  readonly relevant: ReadonlySet<number>
}

/** Means over the users for whom something is relevant; all from 0 to 1. */
export interface RankingScores {
  /** Share of the k places that hold a relevant item; a list that is too short has empty places. */
  readonly precision: number
  /** Share of the relevant items that are among the k. */
  readonly recall: number
  /** Discounted cumulative gain over the best there could be (Järvelin and Kekäläinen 2002), of 0 and 1. */
  readonly ndcg: number
  /** Mean of the precisions at the places of relevant items, over min(k, relevant items). */
  readonly map: number
  /** Share of users with a relevant item among the k. */
  readonly hitRate: number
  /** Share of all items that are recommended to someone. */
  readonly coverage: number
}

/**
 * @param k - places that count
 * @param items - number of all items
 * @throws RangeError if k or items is no integer of 1 or more, or nothing is relevant for anyone
 */
export function rankingScores(rankings: readonly Ranking[], k: number, items: number): RankingScores {
  checkInteger('k', k, 1)
  checkInteger('items', items, 1)
  const judged = rankings.filter(({ relevant }) => relevant.size > 0)
  if (judged.length === 0) throw new RangeError('no user has a relevant item, expected at least one')
  const shown = new Set<number>()
  const sums = { precision: 0, recall: 0, ndcg: 0, map: 0, hitRate: 0 }
  for (const { recommended, relevant } of judged) {
    let hits = 0
    let gain = 0
    let precisions = 0
    for (let place = 0; place < Math.min(k, recommended.length); place++) {
      shown.add(recommended[place])
      if (!relevant.has(recommended[place])) continue
      hits++
      gain += discount(place)
      precisions += hits / (place + 1)
    }
    const possible = Math.min(k, relevant.size)
    let best = 0
    for (let place = 0; place < possible; place++) best += discount(place)
    sums.precision += hits / k
    sums.recall += hits / relevant.size
    sums.ndcg += gain / best
    sums.map += precisions / possible
    sums.hitRate += hits > 0 ? 1 : 0
  }
  const mean = (sum: number) => sum / judged.length
  return {
    precision: mean(sums.precision),
    recall: mean(sums.recall),
    ndcg: mean(sums.ndcg),
    map: mean(sums.map),
    hitRate: mean(sums.hitRate),
    coverage: shown.size / items,
  }
}

const discount = (place: number) => 1 / Math.log2(place + 2)
