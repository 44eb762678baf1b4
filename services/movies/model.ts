import { type CsrMatrix, csrMatrix } from '../learn/csrMatrix.ts'
import { type LatentFactors, predictRating } from '../learn/latentFactors.ts'
import { fitSvd } from '../learn/svd.ts'
import { fitSvdPlusPlus, type SvdPlusPlusModel } from '../learn/svdPlusPlus.ts'
import { countOf, type IdTable, idAt, idTable, rowOf, textTable } from './idTable.ts'
import type { Interaction } from './interaction.ts'
import type { Algorithm, MoviesParameters } from './parameters.ts'

export interface MoviesModel {
  readonly users: IdTable
  readonly movies: IdTable
  /** Of each movie; empty where none is known. */
  readonly titles: IdTable
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
  const users = idTable(new Set(interactions.map(({ user }) => user)))
  const movies = idTable(new Set(interactions.map(({ movie }) => movie)))
  const rows = rowsOf(users, interactions, 'user')
  const columns = rowsOf(movies, interactions, 'movie')
  const matrixOf = (value: Float32Array, kept: Int32Array): CsrMatrix =>
    csrMatrix(
      { row: kept.map((e) => rows[e]), column: kept.map((e) => columns[e]), value },
      countOf(users),
      countOf(movies),
    )
  const all = Int32Array.from(interactions.keys())
  const rated = all.filter((e) => interactions[e]!.rating !== undefined)
  const ratings = matrixOf(
    Float32Array.from(rated, (e) => interactions[e]!.rating!),
    rated,
  )
  const seen = matrixOf(new Float32Array(all.length).fill(1), all)
  const options = { nFactors: factors, nEpochs: epochs, learningRate, regularisation, seed }
  const viewers = new Int32Array(countOf(movies))
  for (const movie of seen.indices) viewers[movie]++
  return {
    users,
    movies,
    titles: titlesOf(movies, interactions),
    factors: algorithm === 'svd' ? fitSvd(ratings, options) : fitSvdPlusPlus(ratings, { ...options, seen }),
    seenOffsets: seen.indptr,
    seen: seen.indices,
    viewers,
    popularity,
  }
}

function titlesOf(movies: IdTable, interactions: readonly Interaction[]): IdTable {
  const known = new Map(
    interactions.flatMap(({ movie, title }) => (title === undefined ? [] : [[movie, title]])),
  )
  return textTable(Array.from({ length: countOf(movies) }, (_, row) => known.get(idAt(movies, row)) ?? ''))
}

/** The title of a movie; undefined of one that is unknown, or has none. */
export function titleOf({ titles }: MoviesModel, row: number): string | undefined {
  return row < 0 ? undefined : idAt(titles, row) || undefined
}

function rowsOf(table: IdTable, interactions: readonly Interaction[], key: 'user' | 'movie'): Int32Array {
  const known = new Map<string, number>()
  return Int32Array.from(interactions, ({ [key]: id }) => {
    const row = known.get(id) ?? rowOf(table, id)
    known.set(id, row)
    return row
  })
}

/** Stars that a user is expected to give a movie; of someone or something unknown, what is expected of the others. */
export function rate({ users, movies, factors }: MoviesModel, user: string, movie: string): number {
  return predictRating(factors, rowOf(users, user), rowOf(movies, movie))
}
