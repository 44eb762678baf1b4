import { expect, test } from 'vitest'
import { clean } from './clean.ts'
import { generate, movieLens, type Shape } from './generate.ts'

test('ratings in the shape of MovieLens 100K, of few users and for few movies most of them', () => {
  const { examples, rowsRead } = clean(generate(1))
  expect([examples.length, rowsRead]).toEqual([movieLens.ratings, movieLens.ratings])
  const countsOf = (key: 'user' | 'movie') =>
    [...Map.groupBy(examples, (one) => one[key]).values()].map(({ length }) => length).sort((a, b) => b - a)
  const [perUser, perMovie] = [countsOf('user'), countsOf('movie')]
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  expect(perUser.length).toBe(movieLens.users)
  expect(perUser.at(-1)).toBeGreaterThanOrEqual(movieLens.leastPerUser)
  expect(perMovie.length).toBeGreaterThan(0.98 * movieLens.movies)
  expect(sum(perUser.slice(0, 236))).toBeGreaterThan(movieLens.ratings / 2)
  expect(sum(perMovie.slice(0, 168))).toBeGreaterThan(movieLens.ratings / 3)
})

test('the same for the same seed, others for another', () => {
  const small: Shape = { users: 20, movies: 60, ratings: 500, leastPerUser: 20, mostPerUser: 40 }
  expect(generate(1, small)).toEqual(generate(1, small))
  expect(generate(2, small)).not.toEqual(generate(1, small))
})
