import { createRandom, type Random } from '../learn/random.ts'
import { inventedTitle } from './inventedTitle.ts'
import { audienceOf, tasteOf } from './truth.ts'

export interface Shape {
  readonly users: number
  readonly movies: number
  readonly ratings: number
  readonly leastPerUser: number
  readonly mostPerUser: number
}

/** That of MovieLens 100K (Harper and Konstan 2015). */
export const movieLens: Shape = {
  users: 943,
  movies: 1682,
  ratings: 100_000,
  leastPerUser: 20,
  mostPerUser: 737,
}

const start = Date.UTC(1997, 8, 20) / 1000
const span = 214 * 24 * 3600

/**
 * `ratings.csv` of an audience that does not exist, in the shape of MovieLens 100K: few users rate much, few movies are
 * seen by many, and people choose what they are likely to like. A title stands where a movie first occurs. The same seed
 * gives the same bytes.
 */
export function generate(seed: number, shape: Shape = movieLens): Uint8Array {
  const random = createRandom(seed)
  const audience = audienceOf(random, shape.users, shape.movies)
  const counts = activity(random, shape)
  const popularity = cumulated(shape.movies, (movie) => (movie + 80) ** -1.5)
  const lines: string[] = []
  const titled = new Set<number>()
  for (let user = 0; user < shape.users; user++) {
    const first = start + Math.floor(random.uniform() * span)
    const seen = new Set<number>()
    let time = first
    while (seen.size < counts[user]) {
      const movie = draw(popularity, random)
      const taste = tasteOf(audience, user, movie)
      if (seen.has(movie) || random.uniform() > 1 / (1 + Math.exp(-1.5 * (taste - 3)))) continue
      seen.add(movie)
      time += Math.floor(-Math.log(1 - random.uniform()) * 90)
      const rating = Math.min(5, Math.max(1, Math.round(taste + noise * random.normal())))
      lines.push(
        `${user + 1},${movie + 1},${rating},${time},${titled.has(movie) ? '' : inventedTitle(movie)}`,
      )
      titled.add(movie)
    }
  }
  return new TextEncoder().encode(`userId,movieId,rating,timestamp,title\n${lines.join('\n')}\n`)
}

/** Deviation of a rating from a user's taste, in stars, before it is rounded. */
export const noise = 0.8

/** Ratings of each user: many rate little, few rate much, all of them together as many as there shall be. */
function activity(random: Random, shape: Shape): Int32Array {
  const { users, ratings, leastPerUser, mostPerUser } = shape
  const weights = Float64Array.from({ length: users }, () => Math.exp(1.1 * random.normal()))
  const countsAt = (factor: number) =>
    Int32Array.from(weights, (weight) => Math.min(mostPerUser, leastPerUser + Math.floor(factor * weight)))
  const total = (counts: Int32Array) => counts.reduce((sum, count) => sum + count, 0)
  let [low, high] = [0, 1000]
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    if (total(countsAt(middle)) <= ratings) low = middle
    else high = middle
  }
  const counts = countsAt(low)
  for (let user = 0, left = ratings - total(counts); left > 0; user = (user + 1) % users) {
    if (counts[user] === mostPerUser) continue
    counts[user]++
    left--
  }
  return counts
}

function cumulated(count: number, weight: (index: number) => number): Float64Array {
  const sums = new Float64Array(count)
  for (let i = 0, sum = 0; i < count; i++) sums[i] = sum += weight(i)
  return sums
}

function draw(sums: Float64Array, random: Random): number {
  const wanted = random.uniform() * sums.at(-1)!
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sums[middle] <= wanted) low = middle + 1
    else high = middle
  }
  return low
}
