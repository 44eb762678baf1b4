import { meanAbsoluteError, rootMeanSquaredError } from '../learn/metrics.ts'
import { type Ranking, rankingScores } from '../learn/rankingMetrics.ts'
import { topN } from '../learn/topN.ts'
import type { Scores } from '../runtime/workload/training.ts'
import { countOf, rowOf } from './idTable.ts'
import type { Interaction } from './interaction.ts'
import { type MoviesModel, rate } from './model.ts'
import { recommend, seenBy } from './recommend.ts'

/** Length of the lists that are judged. */
const listLength = 10
/** Stars from which on a movie was liked. */
const liked = 4
/** Users whose lists are judged, at most, evenly chosen. */
const mostUsers = 2000

/**
 * Errors in stars of the ratings that were held back, and how well lists of 10 find the movies that users then liked
 * (4 stars or more); `popular_ndcg_at_10` is what the movies that most have seen reach. Lists are judged only where
 * someone known liked something.
 */
export function evaluateModel(model: MoviesModel, interactions: readonly Interaction[]): Scores {
  const rated = interactions.filter(({ rating }) => rating !== undefined)
  const truth = rated.map(({ rating }) => rating!)
  const predicted = rated.map(({ user, movie }) => rate(model, user, movie))
  const errors = { rmse: rootMeanSquaredError(truth, predicted), mae: meanAbsoluteError(truth, predicted) }
  const likedBy = moviesLiked(model, rated)
  if (likedBy.size === 0) return errors

  const listsOf = (recommended: (user: number) => Int32Array): Ranking[] =>
    Array.from(likedBy, ([user, relevant]) => ({ recommended: recommended(user), relevant }))
  const movies = countOf(model.movies)
  const lists = rankingScores(
    listsOf((user) => recommend(model, user, [], listLength).movies),
    listLength,
    movies,
  )
  const viewers = Float64Array.from(model.viewers)
  const popular = rankingScores(
    listsOf((user) => topN(viewers, listLength, new Set(seenBy(model, user)))),
    listLength,
    movies,
  )
  return {
    ...errors,
    precision_at_10: lists.precision,
    recall_at_10: lists.recall,
    ndcg_at_10: lists.ndcg,
    map_at_10: lists.map,
    hit_rate_at_10: lists.hitRate,
    coverage_at_10: lists.coverage,
    popular_ndcg_at_10: popular.ndcg,
  }
}

/** Rows of the movies that known users liked. */
function moviesLiked(model: MoviesModel, rated: readonly Interaction[]): Map<number, Set<number>> {
  const likedBy = new Map<number, Set<number>>()
  for (const { user, movie, rating } of rated) {
    const [row, column] = [rowOf(model.users, user), rowOf(model.movies, movie)]
    if (row < 0 || column < 0 || rating! < liked) continue
    const movies = likedBy.get(row)
    if (movies === undefined) likedBy.set(row, new Set([column]))
    else movies.add(column)
  }
  const step = Math.max(1, likedBy.size / mostUsers)
  const entries = [...likedBy]
  const count = Math.min(entries.length, mostUsers)
  return new Map(Array.from({ length: count }, (_, n) => entries[Math.floor(n * step)]))
}
