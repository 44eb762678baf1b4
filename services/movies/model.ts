import { type CsrMatrix, csrMatrix } from '../learn/csrMatrix.ts'
import { type LatentFactors, predictRating } from '../learn/latentFactors.ts'
import { fitSvd } from '../learn/svd.ts'
import { fitSvdPlusPlus, type SvdPlusPlusModel } from '../learn/svdPlusPlus.ts'
import { countOf, type IdTable, idTable, rowOf } from './idTable.ts'
import type { Interaction } from './interaction.ts'
import type { Algorithm, MoviesParameters } from './parameters.ts'

export interface MoviesModel {
  readonly users: IdTable
  readonly movies: IdTable
  readonly factors: LatentFactors | SvdPlusPlusModel
  /** Movies that each user has seen: those of user u are `seen[seenOffsets[u]]` up to `seen[seenOffsets[u + 1]]`. */
  readonly seenOffsets: Int32Array
  readonly seen: Int32Array
  /** Users who have seen each movie. */
  readonly viewers: Int32Array
  /** Stars that e times as many viewers are worth in the order of a list. */
  readonly popularity: number
}

/** @param interactions - at most one per user and movie, at least one of them rated */
export function trainModel(
  interactions: readonly Interaction[],
  algorithm: Algorithm,
  { factors, epochs, learningRate, regularisation, popularity, seed }: MoviesParameters,
): MoviesModel {
  const users = idTable(interactions.map(({ user }) => user))
  const movies = idTable(interactions.map(({ movie }) => movie))
  const rows = rowsOf(users, interactions, 'user')
  const columns = rowsOf(movies, interactions, 'movie')
  const matrixOf = (rated: (interaction: Interaction) => number | undefined): CsrMatrix => {
    const kept = interactions.flatMap((interaction, e) => (rated(interaction) === undefined ? [] : [e]))
    const triplets = {
      row: kept.map((e) => rows[e]!),
      column: kept.map((e) => columns[e]!),
      value: kept.map((e) => rated(interactions[e]!)!),
    }
    return csrMatrix(triplets, countOf(users), countOf(movies))
  }
  const ratings = matrixOf(({ rating }) => rating)
  const seen = matrixOf(() => 1)
  const options = { nFactors: factors, nEpochs: epochs, learningRate, regularisation, seed }
  const viewers = new Int32Array(countOf(movies))
  for (const movie of seen.indices) viewers[movie]++
  return {
    users,
    movies,
    factors: algorithm === 'svd' ? fitSvd(ratings, options) : fitSvdPlusPlus(ratings, { ...options, seen }),
    seenOffsets: seen.indptr,
    seen: seen.indices,
    viewers,
    popularity,
  }
}

function rowsOf(table: IdTable, interactions: readonly Interaction[], key: 'user' | 'movie'): number[] {
  const known = new Map<string, number>()
  return interactions.map(({ [key]: id }) => {
    let row = known.get(id)
    if (row === undefined) {
      row = rowOf(table, id)
      known.set(id, row)
    }
    return row
  })
}

/** Stars that a user is expected to give a movie; of someone or something unknown, what is expected of the others. */
export function rate({ users, movies, factors }: MoviesModel, user: string, movie: string): number {
  return predictRating(factors, rowOf(users, user), rowOf(movies, movie))
}
