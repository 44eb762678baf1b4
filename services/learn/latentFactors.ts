/**
 * What matrix factorisation learns (Koren, Bell and Volinsky 2009, "Matrix factorization techniques for recommender
 * systems"): a rating is expected to be mean + user's bias + item's bias + user's factors . item's factors.
 */
export interface LatentFactors {
  readonly factors: number
  readonly mean: number
  /** Least and largest rating learnt from: predictions stay between. */
  readonly lowest: number
  readonly highest: number
  /** One per user. */
  readonly userBiases: Float32Array
  /** One per item. */
  readonly itemBiases: Float32Array
  /** users x factors */
  readonly userFactors: Float32Array
  /** items x factors */
  readonly itemFactors: Float32Array
}

/** What is known of a user: a row of the model, or factors made from what the user has seen. */
export interface User {
  readonly bias: number
  readonly factors: Float32Array
}

/** The user of that row; someone average where there is no such row. */
export function userOf({ factors, userBiases, userFactors }: LatentFactors, user: number): User {
  if (!(user >= 0 && user < userBiases.length)) return { bias: 0, factors: new Float32Array(factors) }
  return { bias: userBiases[user], factors: userFactors.subarray(user * factors, (user + 1) * factors) }
}

/**
 * The expected rating, from `lowest` to `highest`. What is not known of a user or an item, as of one that was never
 * seen, is left out.
 *
 * @param user - row of the model, -1 for an unknown one
 * @param item - likewise
 */
export function predictRating(model: LatentFactors, user: number, item: number): number {
  const { factors, mean, lowest, highest, userBiases, itemBiases, userFactors, itemFactors } = model
  const knownUser = user >= 0 && user < userBiases.length
  const knownItem = item >= 0 && item < itemBiases.length
  let rating = mean + (knownUser ? userBiases[user] : 0) + (knownItem ? itemBiases[item] : 0)
  if (knownUser && knownItem) {
    rating += dot(userFactors, user * factors, itemFactors, item * factors, factors)
  }
  return Math.min(highest, Math.max(lowest, rating))
}

/** The expected rating of every item by one user, not cut to the range of ratings, so that the best still differ. */
export function rateItems(
  { factors, mean, itemBiases, itemFactors }: LatentFactors,
  user: User,
): Float32Array {
  const ratings = new Float32Array(itemBiases.length)
  for (let item = 0; item < ratings.length; item++) {
    ratings[item] =
      mean + user.bias + itemBiases[item] + dot(user.factors, 0, itemFactors, item * factors, factors)
  }
  return ratings
}

/** Four sums, so that no addition waits for the one before. */
function dot(a: Float32Array, i: number, b: Float32Array, j: number, length: number): number {
  let s = 0
  let t = 0
  let u = 0
  let v = 0
  const end = i + length
  for (; i + 3 < end; i += 4, j += 4) {
    s += a[i] * b[j]
    t += a[i + 1] * b[j + 1]
    u += a[i + 2] * b[j + 2]
    v += a[i + 3] * b[j + 3]
  }
  for (; i < end; i++, j++) s += a[i] * b[j]
  return s + t + (u + v)
}
