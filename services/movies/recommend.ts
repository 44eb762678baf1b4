import { rateItems, type User, userOf } from '../learn/latentFactors.ts'
import { userWhoHasSeen } from '../learn/svdPlusPlus.ts'
import { topN } from '../learn/topN.ts'
import { countOf, idAt, rowOf } from './idTable.ts'
import { type MoviesModel, titleOf } from './model.ts'

/** What a list is made from: the user's ratings, what they say they have seen, or what most people watch. */
export type Basis = 'ratings' | 'seen' | 'popularity'

export interface Recommendations {
  readonly basis: Basis
  /** Rows of the model, the best first. */
  readonly movies: Int32Array
  /** Stars expected, one per movie. */
  readonly ratings: Float64Array
  /**
   * What puts the list in order, falling: stars expected, less `popularity` for each e times fewer viewers than the movie
   * of most viewers has; where popularity is the basis, the share of users who have seen it.
   */
  readonly scores: Float64Array
}

/**
 * Movies that the user has not seen. Of someone unknown, SVD++ takes what they have seen; without it, the movies that
 * most users have seen are recommended.
 *
 * @param user - row of the model, -1 for an unknown one
 * @param watched - rows of further movies that the user has seen, each once
 */
export function recommend(
  model: MoviesModel,
  user: number,
  watched: readonly number[],
  count: number,
): Recommendations {
  const { factors, viewers, popularity } = model
  const known = user >= 0
  const basis = known ? 'ratings' : watched.length > 0 && 'implicitFactors' in factors ? 'seen' : 'popularity'
  const asker: User =
    basis === 'seen' && 'implicitFactors' in factors
      ? userWhoHasSeen(factors, watched)
      : userOf(factors, user)
  const expected = Float64Array.from(rateItems(factors, asker))
  const most = viewers.reduce((high, count) => Math.max(high, count), 1)
  const scoreOf =
    basis === 'popularity'
      ? (movie: number) => viewers[movie] / countOf(model.users)
      : (movie: number) => expected[movie] + popularity * Math.log(viewers[movie] / most)
  const scores = Float64Array.from(viewers, (_, movie) => scoreOf(movie))
  const movies = topN(scores, count, new Set([...seenBy(model, user), ...watched]))
  const { lowest, highest } = factors
  const ratings = Float64Array.from(movies, (movie) => Math.min(highest, Math.max(lowest, expected[movie])))
  return { basis, movies, ratings, scores: Float64Array.from(movies, (movie) => scores[movie]) }
}

/** The same for ids; those of movies that the model does not know say nothing. */
export function recommendTo(model: MoviesModel, user: string, watched: readonly string[], count: number) {
  const rows = new Set(watched.map((movie) => rowOf(model.movies, movie)).filter((row) => row >= 0))
  const { basis, movies, ratings, scores } = recommend(model, rowOf(model.users, user), [...rows], count)
  return {
    basis,
    recommendations: Array.from(movies, (row, n) => ({
      ...{ movie: idAt(model.movies, row), title: titleOf(model, row) },
      ...{ score: scores[n], rating: ratings[n] },
    })),
  }
}

/** Rows of the movies that a user has seen; none for an unknown one. */
export function seenBy({ users, seen, seenOffsets }: MoviesModel, user: number): Int32Array {
  if (user < 0 || user >= countOf(users)) return new Int32Array()
  return seen.subarray(seenOffsets[user], seenOffsets[user + 1])
}
