import { checkInteger, checkRange } from './check.ts'
import type { CsrMatrix } from './csrMatrix.ts'
import type { LatentFactors } from './latentFactors.ts'
import { createRandom, type Random } from './random.ts'
import { descendIn, paddedLength } from './simd/descend.ts'
import { takeSingles } from './simd/memory.ts'

/** Names and defaults of Surprise's SVD. */
export interface SvdOptions {
  /** Default 100. */
  readonly nFactors?: number
  /** Passes over the ratings. Default 20. */
  readonly nEpochs?: number
  /** Step of the descent. Default 0.005. */
  readonly learningRate?: number
  /** Strength of the penalty on squared biases and factors. Default 0.02. */
  readonly regularisation?: number
  /** Deviation of the factors before the first pass. Default 0.1. */
  readonly initialDeviation?: number
  /** Default 0. */
  readonly seed?: number
}

/**
 * Factors and biases by stochastic gradient descent, user by user (Funk 2006, "Netflix update: try this at home";
 * Koren, Bell and Volinsky 2009).
 *
 * @param ratings - users x items
 * @throws RangeError naming the option, if there is no rating, or if the descent diverges
 */
export function fitSvd(ratings: CsrMatrix, options: SvdOptions = {}): LatentFactors {
  const settings = { ...svdDefaults, ...options }
  const model = startFactors(ratings, settings)
  const { userBiases, itemBiases, mean, factors } = model
  const { rows, columns, indptr, indices, data } = ratings
  const { learningRate, regularisation, nEpochs } = settings
  const keep = 1 - learningRate * regularisation
  const padded = paddedLength(factors)
  const { memory, arrays, release } = takeSingles(
    { name: 'ratings', rows, columns, right: 'fewer nFactors' },
    {
      users: rows * padded,
      items: columns * padded,
    },
  )
  const users = spread(model.userFactors, factors, arrays.users, padded)
  const items = spread(model.itemFactors, factors, arrays.items, padded)
  const descend = descendIn(memory)
  const bytes = padded * 4

  for (let epoch = 0; epoch < nEpochs; epoch++) {
    for (let user = 0; user < rows; user++) {
      const p = users.byteOffset + user * bytes
      let bias = userBiases[user]
      for (let e = indptr[user]; e < indptr[user + 1]; e++) {
        const item = indices[e]
        const target = data[e] - (mean + bias + itemBiases[item])
        const step = descend(p, items.byteOffset + item * bytes, bytes, target, learningRate, keep, 1)
        bias = keep * bias + step
        itemBiases[item] = keep * itemBiases[item] + step
      }
      userBiases[user] = bias
    }
    checkConverging([userBiases, itemBiases], epoch)
  }
  checkConverging([users, items], nEpochs - 1)
  spread(users, padded, model.userFactors, factors)
  spread(items, padded, model.itemFactors, factors)
  release()
  return model
}

/** Copies rows of one width into rows of another, as far as they reach. */
export function spread(from: Float32Array, width: number, to: Float32Array, toWidth: number): Float32Array {
  const common = Math.min(width, toWidth)
  for (let i = 0, j = 0; i < from.length; i += width, j += toWidth) to.set(from.subarray(i, i + common), j)
  return to
}

export const svdDefaults = {
  nFactors: 100,
  nEpochs: 20,
  learningRate: 0.005,
  regularisation: 0.02,
  initialDeviation: 0.1,
  seed: 0,
}

/** Biases of 0 and random factors. @throws RangeError naming the option, or if there is no rating */
export function startFactors(ratings: CsrMatrix, settings: Required<SvdOptions>): LatentFactors {
  const { nFactors, nEpochs, learningRate, regularisation, initialDeviation, seed } = settings
  checkInteger('nFactors', nFactors, 1)
  checkInteger('nEpochs', nEpochs, 0)
  checkRange('learningRate', learningRate, 0, 1)
  checkRange('regularisation', regularisation, 0, Number.MAX_VALUE)
  checkRange('initialDeviation', initialDeviation, 0, Number.MAX_VALUE)
  const { rows, columns, data } = ratings
  if (data.length === 0) throw new RangeError('ratings: there are none, expected at least one')
  const random = createRandom(seed)
  const extent = extentOf(data)
  return {
    ...extent,
    factors: nFactors,
    userBiases: new Float32Array(rows),
    itemBiases: new Float32Array(columns),
    userFactors: normals(rows * nFactors, initialDeviation, random),
    itemFactors: normals(columns * nFactors, initialDeviation, random),
  }
}

export function normals(count: number, deviation: number, random: Random): Float32Array {
  return new Float32Array(count).map(() => deviation * random.normal())
}

function extentOf(data: Float32Array) {
  let sum = 0
  let lowest = Infinity
  let highest = -Infinity
  for (let e = 0; e < data.length; e++) {
    sum += data[e]
    lowest = Math.min(lowest, data[e])
    highest = Math.max(highest, data[e])
  }
  return { mean: sum / data.length, lowest, highest }
}

/** @throws RangeError if a number is no longer finite */
export function checkConverging(arrays: readonly Float32Array[], epoch: number): void {
  if (arrays.every((array) => array.every(Number.isFinite))) return
  throw new RangeError(`the descent diverges in epoch ${epoch + 1}: a smaller learningRate is needed`)
}
