export type LossName = 'squared_error' | 'poisson'

/** A loss of one raw prediction per row; lower is better. */
export interface Loss {
  /** False where every hessian is 1, so that none need be stored. */
  readonly hasHessians: boolean
  /** Longest step of one tree before shrinkage. */
  readonly longestStep: number
  /** The constant raw prediction of least loss. */
  baseline(target: Float64Array): number
  /** Mean loss. */
  loss(target: Float64Array, raw: Float64Array): number
  /** Fills the derivatives by the raw prediction at the baseline; `hessians` is empty where there are none. */
  start(target: Float64Array, baseline: number, gradients: Float64Array, hessians: Float64Array): void
  /** Changes the derivatives as the raw prediction of these rows grows by `step`. */
  advance(
    rows: Int32Array,
    step: number,
    target: Float64Array,
    gradients: Float64Array,
    hessians: Float64Array,
  ): void
  /** From raw prediction to the target's unit. */
  inverseLink(raw: number): number
}

const squaredError: Loss = {
  hasHessians: false,
  longestStep: Infinity,
  baseline: mean,
  loss(target, raw) {
    let sum = 0
    for (let r = 0; r < raw.length; r++) sum += (raw[r] - target[r]) ** 2
    return sum / (2 * raw.length)
  },
  start(target, baseline, gradients) {
    for (let r = 0; r < target.length; r++) gradients[r] = baseline - target[r]
  },
  advance(rows, step, _target, gradients) {
    for (let i = 0; i < rows.length; i++) gradients[rows[i]] += step
  },
  inverseLink: (raw) => raw,
}

/** Half the Poisson deviance under a logarithmic link, for counts and other targets from 0 up. */
const poisson: Loss = {
  hasHessians: true,
  longestStep: 5,
  baseline: (target) => Math.log(mean(target)),
  loss(target, raw) {
    let sum = 0
    for (let r = 0; r < raw.length; r++) sum += Math.exp(raw[r]) - target[r] * raw[r]
    return sum / raw.length
  },
  start(target, baseline, gradients, hessians) {
    hessians.fill(Math.exp(baseline))
    for (let r = 0; r < target.length; r++) gradients[r] = hessians[r] - target[r]
  },
  advance(rows, step, target, gradients, hessians) {
    const factor = Math.exp(step)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const expected = hessians[row] * factor
      hessians[row] = expected
      gradients[row] = expected - target[row]
    }
  },
  inverseLink: Math.exp,
}

export const losses: Readonly<Record<LossName, Loss>> = { squared_error: squaredError, poisson }

/** @throws RangeError if the loss is not defined for this target. */
export function checkTarget(name: LossName, target: ArrayLike<number>): void {
  if (name !== 'poisson') return
  let sum = 0
  for (let r = 0; r < target.length; r++) {
    if (target[r] < 0) {
      throw new RangeError(`target: row ${r} is ${target[r]}, expected 0 or more for loss poisson`)
    }
    sum += target[r]
  }
  if (sum === 0) throw new RangeError('target: all 0, expected at least one positive value for loss poisson')
}

function mean(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}
