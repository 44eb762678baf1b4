import type { CsrMatrix } from './csrMatrix.ts'
import type { LatentFactors, User } from './latentFactors.ts'
import { createRandom } from './random.ts'
import { descendIn, paddedLength } from './simd/descend.ts'
import { takeSingles } from './simd/memory.ts'
import { checkConverging, normals, type SvdOptions, spread, startFactors, svdDefaults } from './svd.ts'

/** Factors of users that already include what they have seen. */
export interface SvdPlusPlusModel extends LatentFactors {
  /** items x factors: what it says of a user to have seen the item. */
  readonly implicitFactors: Float32Array
}

export interface SvdPlusPlusOptions extends SvdOptions {
  /** users x items: what each has seen, rated or not; its values do not count. Default: what each has rated. */
  readonly seen?: CsrMatrix
}

/** Those of Surprise's SVDpp. */
export const svdPlusPlusDefaults = { ...svdDefaults, nFactors: 20, learningRate: 0.007 }

/**
 * SVD++ (Koren 2008, "Factorization meets the neighborhood"): a user's factors are p + z, z being the sum of the
 * implicit factors y of the n items seen, over the root of n.
 *
 * Each rating changes every y of its user by the same multiple and the same summand. So the descent, user by user, is
 * followed exactly in x = p + z alone, as if SVD moved the user twice as far, and y is brought up to date once per
 * user: a rating costs what it costs SVD, however much its user has seen.
 *
 * @param ratings - users x items
 * @throws RangeError naming the option, if there is no rating, or if the descent diverges
 */
export function fitSvdPlusPlus(ratings: CsrMatrix, options: SvdPlusPlusOptions = {}): SvdPlusPlusModel {
  const { seen = ratings, ...given } = options
  const settings = { ...svdPlusPlusDefaults, ...given }
  const model = startFactors(ratings, settings)
  const { userBiases, itemBiases, mean, factors } = model
  const { rows, columns, indptr, indices, data } = ratings
  if (seen.rows !== rows || seen.columns !== columns) {
    throw new RangeError(`seen: ${seen.rows} x ${seen.columns}, expected ${rows} x ${columns} as the ratings`)
  }
  const { learningRate, regularisation, nEpochs, initialDeviation, seed } = settings
  const keep = 1 - learningRate * regularisation
  const padded = paddedLength(factors)
  const { memory, arrays, release } = takeSingles(
    { name: 'ratings', rows, columns, right: 'fewer nFactors' },
    {
      items: columns * padded,
      x: padded,
    },
  )
  const { x } = arrays
  const items = spread(model.itemFactors, factors, arrays.items, padded)
  const descend = descendIn(memory)
  const bytes = padded * 4
  const own = model.userFactors
  const implicit = normals(columns * factors, initialDeviation, createRandom(seed + 1))
  const implied = new Float64Array(factors)

  for (let epoch = 0; epoch < nEpochs; epoch++) {
    for (let user = 0; user < rows; user++) {
      const p = user * factors
      const seenItems = seen.indices.subarray(seen.indptr[user], seen.indptr[user + 1])
      const root = Math.sqrt(seenItems.length)
      const share = root === 0 ? 1 : 2
      imply(implicit, seenItems, implied)
      for (let f = 0; f < factors; f++) x[f] = own[p + f] + implied[f]

      let bias = userBiases[user]
      for (let e = indptr[user]; e < indptr[user + 1]; e++) {
        const item = indices[e]
        const target = data[e] - (mean + bias + itemBiases[item])
        const q = items.byteOffset + item * bytes
        const step = descend(x.byteOffset, q, bytes, target, learningRate, keep, share)
        bias = keep * bias + step
        itemBiases[item] = keep * itemBiases[item] + step
      }
      userBiases[user] = bias

      const kept = keep ** (indptr[user + 1] - indptr[user])
      for (let f = 0; f < factors; f++) {
        const moved = (x[f] - kept * (own[p + f] + implied[f])) / share
        own[p + f] = kept * own[p + f] + moved
        implied[f] = moved / root
      }
      for (let i = 0; i < seenItems.length; i++) {
        const y = seenItems[i] * factors
        for (let f = 0; f < factors; f++) implicit[y + f] = kept * implicit[y + f] + implied[f]
      }
    }
    checkConverging([userBiases, itemBiases], epoch)
  }
  checkConverging([own, items, implicit], nEpochs - 1)

  for (let user = 0; user < rows; user++) {
    imply(implicit, seen.indices.subarray(seen.indptr[user], seen.indptr[user + 1]), implied)
    for (let f = 0; f < factors; f++) own[user * factors + f] += implied[f]
  }
  spread(items, padded, model.itemFactors, factors)
  release()
  return { ...model, implicitFactors: implicit }
}

/**
 * Someone of whom no more is known than what they have seen.
 *
 * @param items - rows of the model, each once
 */
export function userWhoHasSeen(
  { factors, implicitFactors }: SvdPlusPlusModel,
  items: ArrayLike<number>,
): User {
  const implied = new Float64Array(factors)
  imply(implicitFactors, items, implied)
  return { bias: 0, factors: Float32Array.from(implied) }
}

/** Writes the sum of the items' implicit factors over the root of their number; 0 for none. */
function imply(implicit: Float32Array, items: ArrayLike<number>, sum: Float64Array): void {
  const factors = sum.length
  sum.fill(0)
  for (let i = 0; i < items.length; i++) {
    const y = items[i] * factors
    for (let f = 0; f < factors; f++) sum[f] += implicit[y + f]
  }
  const root = Math.sqrt(Math.max(1, items.length))
  for (let f = 0; f < factors; f++) sum[f] /= root
}
