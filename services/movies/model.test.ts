import { describe, expect, test } from 'vitest'
import { rootMeanSquaredError } from '../learn/metrics.ts'
import { decodeModel, encodeModel, ModelError } from '../learn/modelFile.ts'
import { clean } from './clean.ts'
import { evaluateModel } from './evaluate.ts'
import { generate, type Shape } from './generate.ts'
import { rowOf } from './idTable.ts'
import type { Interaction } from './interaction.ts'
import { inventedTitle } from './inventedTitle.ts'
import { type MoviesModel, rate, titleOf, trainModel } from './model.ts'
import { decodeMovies, encodeMovies } from './modelFile.ts'
import { type Algorithm, parametersOf } from './parameters.ts'
import { recommendTo, seenBy } from './recommend.ts'
import { reportOf } from './report.ts'
import { splitByUser } from './split.ts'
import { audienceOfSeed, tasteOf } from './truth.ts'

/** Small, so that the tests are quick. */
const shape: Shape = { users: 300, movies: 400, ratings: 24_000, leastPerUser: 20, mostPerUser: 200 }
const { examples } = clean(generate(1, shape))
const { train, test: later } = splitByUser(examples)
const trained = (algorithm: Algorithm, given: object = {}, interactions: readonly Interaction[] = train) =>
  trainModel(interactions, algorithm, parametersOf(algorithm).parse(given))
const models = { svd: trained('svd'), 'svd++': trained('svd++') }
const scores = { svd: evaluateModel(models.svd, later), 'svd++': evaluateModel(models['svd++'], later) }

describe('the split', () => {
  test('holds back the last fifth of what each user did', () => {
    const last = new Map(train.map(({ user, time }) => [user, time]))
    const held = Map.groupBy(later, ({ user }) => user)
    expect(later.every(({ user, time }) => time >= last.get(user)!)).toBe(true)
    for (const [user, all] of Map.groupBy(examples, ({ user }) => user)) {
      expect(held.get(user)).toHaveLength(Math.floor(all.length / 5))
    }
  })

  test('needs ratings on both sides', () => {
    expect(() => splitByUser(examples.slice(0, 50))).toThrow('at least 100 and 1 are needed')
    const watched = examples.map((one) => ({ ...one, rating: undefined }))
    expect(() => splitByUser(watched)).toThrow('0 ratings to learn from')
  })
})

describe('finds the truth behind the ratings', () => {
  const audience = audienceOfSeed(1, shape.users, shape.movies)
  const sample = Array.from(
    { length: 3000 },
    (_, n) => [(n * 17) % shape.users, (n * 31) % shape.movies] as const,
  )
  const truth = sample.map(([user, movie]) => Math.min(5, Math.max(1, tasteOf(audience, user, movie))))
  const errorOf = (model: MoviesModel) =>
    rootMeanSquaredError(
      truth,
      sample.map(([user, movie]) => rate(model, `${user + 1}`, `${movie + 1}`)),
    )

  test('better than biases alone, also where nobody has rated', () => {
    const long = { epochs: 60, factors: 10, regularisation: 0.05 }
    const svd = trained('svd', long)
    const { factors } = svd
    const biases = { ...svd, factors: { ...factors, userFactors: factors.userFactors.map(() => 0) } }
    expect(errorOf(svd)).toBeLessThan(errorOf(biases) * 0.93)
    expect(errorOf(trained('svd++', long))).toBeLessThan(errorOf(svd) * 0.97)
  })

  test('SVD++ has the smaller error in ratings held back, and the better lists', () => {
    expect(scores['svd++'].rmse).toBeLessThan(scores.svd.rmse)
    expect(scores['svd++'].ndcg_at_10).toBeGreaterThan(scores.svd.ndcg_at_10)
    expect(scores.svd.ndcg_at_10).toBeGreaterThan(scores.svd.popular_ndcg_at_10 * 1.1)
  })
})

describe.each(['svd', 'svd++'] as const)('%s', (algorithm) => {
  const model = models[algorithm]
  const file = encodeMovies(model)
  const decoded = decodeMovies(file, algorithm)

  test('is the same when read from its file, where its arrays stay', () => {
    expect(evaluateModel(decoded, later)).toEqual(scores[algorithm])
    expect(decoded.factors.itemFactors.buffer).toBe(file.buffer)
    expect(decoded.users.text.buffer).toBe(file.buffer)
  })

  test('recommends what was not seen, the same for the same user', () => {
    for (const user of ['1', '196', '300']) {
      const { basis, recommendations } = recommendTo(decoded, user, ['7'], 50)
      const rows = recommendations.map(({ movie }) => rowOf(model.movies, movie))
      const seen = new Set([...seenBy(model, rowOf(model.users, user)), rowOf(model.movies, '7')])
      expect(basis).toBe('ratings')
      expect(new Set(rows).size).toBe(50)
      expect(rows.filter((row) => seen.has(row))).toEqual([])
      for (const [n, { movie, title, score, rating }] of recommendations.entries()) {
        expect(rating).toBeGreaterThanOrEqual(1)
        expect(rating).toBeLessThanOrEqual(5)
        expect(score).toBeLessThanOrEqual(recommendations[n - 1]?.score ?? Number.POSITIVE_INFINITY)
        expect(title).toBe(inventedTitle(Number(movie) - 1))
      }
    }
  })

  test('recommends to someone unknown what most have seen', () => {
    const { basis, recommendations } = recommendTo(decoded, 'nobody', [], 3)
    const viewers = recommendations.map(({ movie }) => model.viewers[rowOf(model.movies, movie)])
    expect(basis).toBe('popularity')
    expect(viewers).toEqual([...model.viewers].sort((a, b) => b - a).slice(0, 3))
    expect(recommendations.map(({ score }) => score)).toEqual(viewers.map((count) => count / shape.users))
  })

  test('tells who likes what of someone unknown by what they watched, if it is SVD++', () => {
    const watched = ['3', '14', '15', '92', '65']
    const { basis, recommendations } = recommendTo(decoded, 'nobody', [...watched, 'unheard of'], 10)
    expect(basis).toBe(algorithm === 'svd++' ? 'seen' : 'popularity')
    expect(recommendations.filter(({ movie }) => watched.includes(movie))).toEqual([])
  })

  test('gives at most as many as there are', () => {
    expect(recommendTo(decoded, '1', [], 1e6).recommendations.length).toBe(
      model.viewers.length - seenBy(model, rowOf(model.users, '1')).length,
    )
  })

  test('its report has every section', () => {
    const { sections } = reportOf(decoded, { train, test: later })
    const [beside] = sections[1].plots
    const [own, biases, mean] = beside.kind === 'bars' ? beside.bars : []
    expect(own.value).toBe(scores[algorithm].rmse)
    expect(own.value).toBeLessThan(biases.value)
    expect(biases.value).toBeLessThan(mean.value)
    expect(sections.map(({ title }) => title)).toEqual(['Data', 'Errors', 'Movies alike'])
  })

  test('has no titles in a file of before there were some', () => {
    const { kind, metadata, arrays } = decodeModel(file, `movies ${algorithm}`)
    const { titlesText, titlesOffsets, ...before } = arrays
    expect(titleOf(decodeMovies(encodeModel({ kind, metadata, arrays: before }), algorithm), 3)).toBe(
      undefined,
    )
    expect(titleOf(decoded, 3)).toMatch(/^The /)
  })

  test('refuses its file truncated, altered, of the other algorithm, or with lists that do not fit', () => {
    const other = algorithm === 'svd' ? 'svd++' : 'svd'
    expect(() => decodeMovies(file, other)).toThrow(ModelError)
    expect(() => decodeMovies(file.subarray(0, -9), algorithm)).toThrow(ModelError)
    const { kind, metadata, arrays } = decodeModel(file, `movies ${algorithm}`)
    const spoilt = (changes: object) => encodeModel({ kind, metadata, arrays: { ...arrays, ...changes } })
    const offsets = (arrays.seenOffsets as Int32Array).slice().fill(9e6, 3, 4)
    for (const [changes, message] of [
      [{ seenOffsets: offsets }, 'lists of what was seen that do not fit'],
      [{ seen: (arrays.seen as Int32Array).slice().fill(-1, 5, 6) }, 'seen movies that it does not know'],
      [{ viewers: new Int32Array(3) }, 'viewers of 3 movies'],
      [{ titlesOffsets: new Uint32Array(3) }, "the model's titles are not 400 texts"],
      [{ userBiases: new Float32Array(2) }, 'userFactors, and should have'],
    ] as const) {
      expect(() => decodeMovies(spoilt(changes), algorithm)).toThrow(ModelError)
      expect(() => decodeMovies(spoilt(changes), algorithm)).toThrow(message)
    }
  })
})

test('what was watched and not rated counts as seen, and says something of its user to SVD++ alone', () => {
  const { user, movie } = train[0]
  const watched = train.map((one) =>
    one.user === user && one.movie !== movie ? { ...one, rating: undefined } : one,
  )
  const unseen = watched.filter(({ rating }) => rating !== undefined)
  const ofOthers = (algorithm: Algorithm, interactions: readonly Interaction[]) =>
    trained(algorithm, { epochs: 1 }, interactions)
  for (const algorithm of ['svd', 'svd++'] as const) {
    const model = ofOthers(algorithm, watched)
    const { recommendations } = recommendTo(model, user, [], 1e4)
    const seen = new Set(watched.filter((one) => one.user === user).map((one) => one.movie))
    expect(recommendations.filter((one) => seen.has(one.movie))).toEqual([])
    const same = rate(model, user, '3') === rate(ofOthers(algorithm, unseen), user, '3')
    expect(same).toBe(algorithm === 'svd')
  }
})
