import type { Random } from '../learn/random.ts'

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Count of events that come at random, `mean` on average (Knuth 1969). */
export function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
  return count
}

/** An index, each as often as its weight is of their sum. */
export function pick(weights: ArrayLike<number>, random: Random): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]!
  let rest = random.uniform() * sum
  for (let i = 0; i < weights.length - 1; i++) {
    rest -= weights[i]!
    if (rest < 0) return i
  }
  return weights.length - 1
}
