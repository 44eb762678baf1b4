export type LossName = 'squared_error' | 'poisson'

/** A loss of one or several raw predictions per row; lower is better. */
export interface Loss {
  /** Raw predictions of a row: trees of a round. */
  readonly outputs: number
  /** False where every hessian is 1, so that none need be stored. */
  readonly hasHessians: boolean
  /** Longest step of one tree before shrinkage. */
  readonly longestStep: number
  /** Of a Newton step, the share that each tree of a round takes. */
  readonly stepShare: number
  /** The constant raw predictions of least loss, one per output. */
  baselines(target: Float64Array): Float64Array
  /** Mean loss of raw predictions, which are one array per output. */
  loss(target: Float64Array, raw: readonly Float64Array[]): number
  /** Starts from the baselines. */
  descend(target: Float64Array, baselines: Float64Array): Descent
}

/** The derivatives of a loss by the raw predictions, as these change. */
export interface Descent {
  /** One array per output. */
  readonly gradients: readonly Float64Array[]
  /** One array per output, empty where every hessian is 1. */
  readonly hessians: readonly Float64Array[]
  /** The raw predictions of these rows grow by `step`. */
  advance(output: number, rows: Int32Array, step: number): void
  /** Brings up to date what depends on several outputs, once each has had its tree. */
  finishRound(): void
}

/** A loss whose one raw prediction gives one number. */
export interface RegressionLoss extends Loss {
  /** From raw prediction to the target's unit. */
  inverseLink(raw: number): number
}

const squaredError: RegressionLoss = {
  outputs: 1,
  hasHessians: false,
  longestStep: Infinity,
  stepShare: 1,
  baselines: (target) => Float64Array.of(mean(target)),
  loss(target, [raw]) {
    let sum = 0
    for (let r = 0; r < raw.length; r++) sum += (raw[r] - target[r]) ** 2
    return sum / (2 * raw.length)
  },
  descend(target, [baseline]) {
    const gradients = target.map((value) => baseline - value)
    return {
      gradients: [gradients],
      hessians: [new Float64Array(0)],
      advance(_, rows, step) {
        for (let i = 0; i < rows.length; i++) gradients[rows[i]] += step
      },
      finishRound() {},
    }
  },
  inverseLink: (raw) => raw,
}

/** Half the Poisson deviance under a logarithmic link, for counts and other targets from 0 up. */
const poisson: RegressionLoss = {
  outputs: 1,
  hasHessians: true,
  longestStep: 5,
  stepShare: 1,
  baselines: (target) => Float64Array.of(Math.log(mean(target))),
  loss(target, [raw]) {
    let sum = 0
    for (let r = 0; r < raw.length; r++) sum += Math.exp(raw[r]) - target[r] * raw[r]
    return sum / raw.length
  },
  descend(target, [baseline]) {
    const hessians = new Float64Array(target.length).fill(Math.exp(baseline))
    const gradients = hessians.map((expected, r) => expected - target[r])
    return {
      gradients: [gradients],
      hessians: [hessians],
      advance(_, rows, step) {
        const factor = Math.exp(step)
        for (let i = 0; i < rows.length; i++) {
          const row = rows[i]
          const expected = hessians[row] * factor
          hessians[row] = expected
          gradients[row] = expected - target[row]
        }
      },
      finishRound() {},
    }
  },
  inverseLink: Math.exp,
}

export const losses: Readonly<Record<LossName, RegressionLoss>> = { squared_error: squaredError, poisson }

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
