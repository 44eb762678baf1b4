import type { Minimum, SmoothFunction } from './newton.ts'

/** Steps whose change of the gradient is remembered. */
const MEMORY = 10
const ROUNDING = 8 * Number.EPSILON

/**
 * Limited-memory BFGS (Liu and Nocedal 1989) with backtracking, from 0, for convex functions of many weights. Ends when
 * the gradient is no longer than `tol`.
 */
export function minimiseByLbfgs(f: SmoothFunction, tol: number, maxIter: number): Minimum {
  let weights: Float64Array = new Float64Array(f.size)
  let gradient = new Float64Array(f.size)
  let value = f.evaluate(weights, gradient)
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly product: number }[] = []
  for (let iterations = 0; iterations < maxIter; iterations++) {
    if (dot(gradient, gradient) <= tol ** 2) return { weights, iterations, converged: true }
    const direction = descent(gradient, steps)
    let slope = dot(direction, gradient)
    if (!(slope < 0)) {
      steps.length = 0
      direction.set(gradient.map((g) => -g))
      slope = -dot(gradient, gradient)
    }
    let share = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1
    let next = weights
    let nextGradient = gradient
    let nextValue = value
    for (;;) {
      next = weights.map((weight, i) => weight + share * direction[i])
      nextGradient = new Float64Array(f.size)
      nextValue = f.evaluate(next, nextGradient)
      if (nextValue <= value + 1e-4 * share * slope + ROUNDING * Math.abs(value)) break
      if (share < 1e-12) return { weights, iterations, converged: false }
      const parabola = (-slope * share ** 2) / (2 * (nextValue - value - slope * share))
      share = Math.min(0.5 * share, Math.max(0.1 * share, parabola || 0))
    }
    const s = next.map((weight, i) => weight - weights[i])
    const y = nextGradient.map((g, i) => g - gradient[i])
    const product = dot(s, y)
    if (product > Number.EPSILON * dot(y, y)) {
      steps.push({ s, y, product })
      if (steps.length > MEMORY) steps.shift()
    }
    weights = next
    gradient = nextGradient
    value = nextValue
  }
  return { weights, iterations: maxIter, converged: false }
}

/** The two-loop recursion: minus the gradient, divided by what the last steps tell of the second derivatives. */
function descent(
  gradient: Float64Array,
  steps: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly product: number }[],
): Float64Array {
  const direction = gradient.map((g) => -g)
  const shares = new Float64Array(steps.length)
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, product } = steps[k]
    shares[k] = dot(s, direction) / product
    for (let i = 0; i < direction.length; i++) direction[i] -= shares[k] * y[i]
  }
  const latest = steps.at(-1)
  if (latest !== undefined) {
    const scale = latest.product / dot(latest.y, latest.y)
    for (let i = 0; i < direction.length; i++) direction[i] *= scale
  }
  steps.forEach(({ s, y, product }, k) => {
    const rest = shares[k] - dot(y, direction) / product
    for (let i = 0; i < direction.length; i++) direction[i] += rest * s[i]
  })
  return direction
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
