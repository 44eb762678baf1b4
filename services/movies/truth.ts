import { createRandom, type Random } from '../learn/random.ts'

/** People and movies of an audience that does not exist. */
export interface Audience {
  readonly factors: number
  /** Stars above the mean that each user gives. */
  readonly kindness: Float64Array
  /** Stars above the mean that each movie gets. */
  readonly quality: Float64Array
  /** users x factors */
  readonly likes: Float64Array
  /** movies x factors */
  readonly traits: Float64Array
}

const mean = 3.4
const factors = 6

export function audienceOf(random: Random, users: number, movies: number): Audience {
  const normals = (count: number, deviation: number) =>
    Float64Array.from({ length: count }, () => deviation * random.normal())
  return {
    factors,
    kindness: normals(users, 0.4),
    quality: normals(movies, 0.45),
    likes: normals(users * factors, 0.55),
    traits: normals(movies * factors, 0.55),
  }
}

/** The audience of `generate` with this seed: what a model should find. */
export const audienceOfSeed = (seed: number, users: number, movies: number): Audience =>
  audienceOf(createRandom(seed), users, movies)

/** Stars that a user would give a movie, but for the mood of the day. */
export function tasteOf(
  { factors, kindness, quality, likes, traits }: Audience,
  user: number,
  movie: number,
): number {
  let taste = mean + kindness[user] + quality[movie]
  for (let f = 0; f < factors; f++) taste += likes[user * factors + f] * traits[movie * factors + f]
  return taste
}
