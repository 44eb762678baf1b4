import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CsrMatrix, csrMatrix } from './csrMatrix.ts'
import { type LatentFactors, predictRating, rateItems, userOf } from './latentFactors.ts'
import { createRandom } from './random.ts'
import { fitSvd } from './svd.ts'
import { fitSvdPlusPlus, type SvdPlusPlusModel, userWhoHasSeen } from './svdPlusPlus.ts'

const users = 12
const items = 9
const places = Array.from({ length: users * items }, (_, n) => [Math.floor(n / items), n % items] as const)
const rated = places.filter(([u, i]) => (u * 7 + i * 5) % 4 !== 0)
const matrixOf = (cells: typeof rated, rating: (u: number, i: number) => number) =>
  csrMatrix(
    {
      row: cells.map(([u]) => u),
      column: cells.map(([, i]) => i),
      value: cells.map(([u, i]) => rating(u, i)),
    },
    users,
    items,
  )
const ratings = matrixOf(rated, (u, i) => 1 + ((u * u + 3 * i + u * i) % 9) / 2)
const few = { nFactors: 5, nEpochs: 30, learningRate: 0.02, seed: 3 }

/**
 * What SVD and SVDpp of Surprise 1.1.5 (n_factors=5, n_epochs=30, lr_all=0.02) learn from these ratings when their
 * generator of random numbers gives the factors that these models have before the first epoch.
 */
const known = [
  {
    fit: fitSvd,
    ratings: [2.451762080267344, 3.453152566001307, 3.4664439454723146, 4.837203775578967],
    biases: [-0.3034129668154679, -0.39999228225679867],
  },
  {
    fit: fitSvdPlusPlus,
    ratings: [2.3843921365491956, 3.4031512556063994, 3.574032118612295, 4.747645577202052],
    biases: [-0.29773101143737446, -0.3553378501467723],
  },
] satisfies { fit: (ratings: CsrMatrix, options: object) => LatentFactors; [key: string]: unknown }[]

describe.each(known)('$fit.name', ({ fit, ratings: expected, biases }) => {
  const model = fit(ratings, few)

  test('learns what Surprise learns, to single precision', () => {
    const asked = [
      [0, 0],
      [3, 4],
      [7, 2],
      [11, 8],
    ] as const
    asked.forEach(([u, i], n) => {
      expect(predictRating(model, u, i)).toBeCloseTo(expected[n], 5)
    })
    expect(model.userBiases[3]).toBeCloseTo(biases[0], 5)
    expect(model.itemBiases[5]).toBeCloseTo(biases[1], 5)
  })

  test('gives the same model for the same seed, another for another', () => {
    expect(fit(ratings, few)).toEqual(model)
    expect(fit(ratings, { ...few, seed: 4 })).not.toEqual(model)
  })

  test('rates between the least and the greatest rating, whoever is asked for whatever', () => {
    const row = fc.integer({ min: -2, max: 20 })
    fc.assert(
      fc.property(row, row, (user, item) => {
        const rating = predictRating(model, user, item)
        expect(rating).toBeGreaterThanOrEqual(1)
        expect(rating).toBeLessThanOrEqual(5)
      }),
    )
  })

  test('leaves out what is not known of a user or an item', () => {
    const { mean, userBiases, itemBiases } = model
    expect(predictRating(model, -1, -1)).toBe(mean)
    expect(predictRating(model, -1, 4)).toBe(mean + itemBiases[4])
    expect(predictRating(model, 5, items)).toBe(mean + userBiases[5])
  })

  test('rates all items at once as one by one', () => {
    for (let user = -1; user < users; user++) {
      const all = rateItems(model, userOf(model, user))
      all.forEach((rating, item) => {
        const cut = Math.min(model.highest, Math.max(model.lowest, rating))
        expect(cut).toBeCloseTo(predictRating(model, user, item), 5)
      })
    }
  })

  test('finds the truth behind ratings of rank 2, better than biases alone', () => {
    const random = createRandom(5)
    const normals = (count: number) => Float64Array.from({ length: count }, random.normal)
    const [people, films] = [120, 60]
    const [p, q] = [normals(people * 2), normals(films * 2)]
    const truth = (u: number, i: number) => 3 + p[2 * u] * q[2 * i] + p[2 * u + 1] * q[2 * i + 1]
    const cells = Array.from(
      { length: people * films },
      (_, n) => [Math.floor(n / films), n % films] as const,
    )
    const errorOf = (nFactors: number, initialDeviation: number) => {
      const kept = cells.filter(([u, i]) => (u * 31 + i * 17) % 5 !== 0)
      const learnt = fit(
        csrMatrix(
          {
            row: kept.map(([u]) => u),
            column: kept.map(([, i]) => i),
            value: kept.map(([u, i]) => truth(u, i)),
          },
          people,
          films,
        ),
        { nFactors, initialDeviation, nEpochs: 60, learningRate: 0.02 },
      )
      const left = cells.filter(([u, i]) => (u * 31 + i * 17) % 5 === 0)
      const squares = left.map(([u, i]) => (predictRating(learnt, u, i) - truth(u, i)) ** 2)
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / left.length)
    }
    expect(errorOf(4, 0.1)).toBeLessThan(errorOf(1, 0) / 3)
  })

  test.each([
    [{ nFactors: 0 }, 'nFactors: 0'],
    [{ nEpochs: 1.5 }, 'nEpochs: 1.5, expected an integer'],
    [{ learningRate: Number.NaN }, 'learningRate: NaN'],
    [{ regularisation: -1 }, 'regularisation: -1'],
    [{ learningRate: 1 }, /^the descent diverges in epoch \d+: a smaller learningRate is needed$/],
  ])('refuses %j', (options, message) => {
    expect(() => fit(ratings, { ...few, nEpochs: 200, ...options })).toThrow(message)
  })

  test('refuses nothing to learn from', () => {
    expect(() =>
      fit(
        matrixOf([], () => 0),
        {},
      ),
    ).toThrow('ratings: there are none')
  })
})

describe('SVD++', () => {
  /** Koren's descent as it is written: every implicit factor is moved for every rating. */
  function byTheBook(seen: CsrMatrix): LatentFactors {
    const start = fitSvdPlusPlus(ratings, { ...few, nEpochs: 0, seen })
    const none = fitSvdPlusPlus(ratings, { ...few, nEpochs: 0, seen: matrixOf([], () => 1) })
    const { factors, mean } = start
    const [p, q, y] = [none.userFactors, none.itemFactors, start.implicitFactors].map((a) =>
      Float64Array.from(a),
    )
    const [userBiases, itemBiases] = [new Float64Array(users), new Float64Array(items)]
    const [rate, penalty] = [few.learningRate, 0.02]
    const seenBy = (u: number) => seen.indices.subarray(seen.indptr[u], seen.indptr[u + 1])
    const implied = (u: number, f: number) =>
      seenBy(u).reduce((sum, j) => sum + y[j * factors + f], 0) / Math.sqrt(Math.max(1, seenBy(u).length))
    for (let epoch = 0; epoch < few.nEpochs; epoch++) {
      for (let u = 0; u < users; u++) {
        for (let e = ratings.indptr[u]; e < ratings.indptr[u + 1]; e++) {
          const i = ratings.indices[e]
          const z = Array.from({ length: factors }, (_, f) => implied(u, f))
          const product = z.reduce(
            (sum, value, f) => sum + q[i * factors + f] * (p[u * factors + f] + value),
            0,
          )
          const error = ratings.data[e] - (mean + userBiases[u] + itemBiases[i] + product)
          userBiases[u] += rate * (error - penalty * userBiases[u])
          itemBiases[i] += rate * (error - penalty * itemBiases[i])
          for (let f = 0; f < factors; f++) {
            const [ofUser, ofItem] = [p[u * factors + f], q[i * factors + f]]
            p[u * factors + f] += rate * (error * ofItem - penalty * ofUser)
            q[i * factors + f] += rate * (error * (ofUser + z[f]) - penalty * ofItem)
            for (const j of seenBy(u)) {
              const own = y[j * factors + f]
              y[j * factors + f] += rate * ((error * ofItem) / Math.sqrt(seenBy(u).length) - penalty * own)
            }
          }
        }
      }
    }
    const composed = p.map((value, n) => value + implied(Math.floor(n / factors), n % factors))
    const singles = (array: Float64Array) => Float32Array.from(array)
    return {
      ...start,
      userBiases: singles(userBiases),
      itemBiases: singles(itemBiases),
      userFactors: singles(composed),
      itemFactors: singles(q),
    }
  }

  test('is the descent by the book, also where more or less was seen than rated', () => {
    const unrated = places.filter(([u, i]) => (u * 7 + i * 5) % 4 === 0)
    const watched = [...rated, ...unrated].filter(([u, i]) => u !== 2 && (u + i) % 3 > 0)
    const seen = matrixOf(watched, () => 1)
    const model = fitSvdPlusPlus(ratings, { ...few, seen })
    const book = byTheBook(seen)
    places.forEach(([u, i]) => {
      expect(predictRating(model, u, i)).toBeCloseTo(predictRating(book, u, i), 5)
    })
  })

  test('knows someone by what they have seen', () => {
    const model: SvdPlusPlusModel = fitSvdPlusPlus(ratings, few)
    expect([...userWhoHasSeen(model, []).factors]).toEqual([0, 0, 0, 0, 0])
    const { bias, factors } = userWhoHasSeen(model, [4, 7])
    expect(bias).toBe(0)
    factors.forEach((factor, f) => {
      const sum = model.implicitFactors[4 * 5 + f] + model.implicitFactors[7 * 5 + f]
      expect(factor).toBeCloseTo(sum / Math.SQRT2, 6)
    })
  })

  test('refuses what was seen of other items', () => {
    const other = { ...ratings, columns: items + 1 }
    expect(() => fitSvdPlusPlus(ratings, { seen: other })).toThrow('seen: 12 x 10, expected 12 x 9')
  })
})
