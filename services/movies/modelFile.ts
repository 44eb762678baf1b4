import { packLatentFactors, unpackLatentFactors } from '../learn/latentFactorsFile.ts'
import { arrayOf, decodeModel, encodeModel, type ModelContent, ModelError } from '../learn/modelFile.ts'
import { countOf, type IdTable, packIds, textTable, unpackIds, unpackTexts } from './idTable.ts'
import type { MoviesModel } from './model.ts'
import type { Algorithm } from './parameters.ts'

const kindOf = (algorithm: Algorithm) => `movies ${algorithm}`

export function encodeMovies(model: MoviesModel): Uint8Array {
  const { users, movies, titles, factors, seenOffsets, seen, viewers, popularity } = model
  const { metadata, arrays } = packLatentFactors(factors)
  return encodeModel({
    kind: kindOf('implicitFactors' in factors ? 'svd++' : 'svd'),
    metadata: { popularity, ...metadata },
    arrays: {
      ...{ ...packIds('users', users), ...packIds('movies', movies), ...packIds('titles', titles) },
      ...{ seenOffsets, seen, viewers, ...arrays },
    },
  })
}

/**
 * A model whose arrays and ids stay where they lie in the file.
 *
 * @throws ModelError if the bytes are truncated, altered, of another algorithm or version, or no model
 */
export function decodeMovies(bytes: Uint8Array, algorithm: Algorithm): MoviesModel {
  const content = decodeModel(bytes, kindOf(algorithm))
  const movies = unpackIds(content, 'movies')
  const model = {
    users: unpackIds(content, 'users'),
    movies,
    titles: titlesIn(content, countOf(movies)),
    factors: unpackLatentFactors(content),
    seenOffsets: arrayOf(content, 'seenOffsets', Int32Array),
    seen: arrayOf(content, 'seen', Int32Array),
    viewers: arrayOf(content, 'viewers', Int32Array),
    popularity: content.metadata.popularity as number,
  }
  checkModel(model, algorithm)
  return model
}

/** None in files of before there were titles. */
const titlesIn = (content: ModelContent, count: number): IdTable =>
  content.arrays.titlesText === undefined
    ? textTable(new Array(count).fill(''))
    : unpackTexts(content, 'titles', count)

function checkModel(
  { users, movies, factors, seenOffsets, seen, viewers, popularity }: MoviesModel,
  algorithm: Algorithm,
): void {
  const counts = [countOf(users), countOf(movies)]
  const check = (right: boolean, what: string) => {
    if (!right) throw new ModelError(`the model of ${counts[0]} users and ${counts[1]} movies has ${what}`)
  }
  check(
    factors.userBiases.length === counts[0] && factors.itemBiases.length === counts[1],
    `factors of ${factors.userBiases.length} users and ${factors.itemBiases.length} movies`,
  )
  check(
    'implicitFactors' in factors === (algorithm === 'svd++'),
    `factors that are not those of ${algorithm}`,
  )
  check(viewers.length === counts[1], `viewers of ${viewers.length} movies`)
  check(Number.isFinite(popularity), `a worth of popularity of ${popularity}, which must be a number`)
  const rising = seenOffsets.every((offset, u) => offset >= (u === 0 ? 0 : seenOffsets[u - 1]))
  check(
    seenOffsets.length === counts[0] + 1 &&
      seenOffsets[0] === 0 &&
      rising &&
      seenOffsets.at(-1) === seen.length,
    'lists of what was seen that do not fit',
  )
  check(
    seen.every((movie) => movie >= 0 && movie < counts[1]),
    'seen movies that it does not know',
  )
}
