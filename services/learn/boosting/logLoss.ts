import type { Loss } from './loss.ts'

/** Beyond these a probability is 0 or 1 in doubles; odds stay within them, so that none is stuck at 0 or infinity. */
const LEAST_ODDS = 1e-300
const MOST_ODDS = 1e300
const LONGEST_STEP = 5

/**
 * Cross-entropy of classes 0 to `classes` - 1. Two classes have one raw prediction, the log-odds of class 1; more have
 * one each, whose softmax gives the probabilities.
 */
export const logLoss = (classes: number): Loss => (classes === 2 ? binary : multinomial(classes))

const binary: Loss = {
  outputs: 1,
  hasHessians: true,
  longestStep: LONGEST_STEP,
  stepShare: 1,
  baselines(target) {
    const [zeros, ones] = countClasses(target, 2)
    return Float64Array.of(Math.log(ones / zeros))
  },
  loss(target, [raw]) {
    let sum = 0
    for (let r = 0; r < raw.length; r++) {
      const margin = target[r] === 1 ? raw[r] : -raw[r]
      sum += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
    }
    return sum / raw.length
  },
  descend(target, [baseline]) {
    /** Against the row's own class: a step multiplies them, so that no row costs an exponential. */
    const odds = target.map((value) => Math.exp(value === 1 ? -baseline : baseline))
    const gradients = new Float64Array(target.length)
    const hessians = new Float64Array(target.length)
    function derive(row: number): void {
      const right = 1 / (1 + odds[row])
      const wrong = 1 - right
      gradients[row] = target[row] === 1 ? -wrong : wrong
      hessians[row] = right * wrong
    }
    for (let r = 0; r < target.length; r++) derive(r)
    return {
      gradients: [gradients],
      hessians: [hessians],
      advance(_, rows, step) {
        const factor = Math.exp(step)
        const inverse = 1 / factor
        for (let i = 0; i < rows.length; i++) {
          const row = rows[i]
          odds[row] = within(odds[row] * (target[row] === 1 ? inverse : factor))
          derive(row)
        }
      },
      finishRound() {},
    }
  },
}

function multinomial(classes: number): Loss {
  return {
    outputs: classes,
    hasHessians: true,
    longestStep: LONGEST_STEP,
    /** The trees of a round all move the same probabilities (Friedman 2001). */
    stepShare: (classes - 1) / classes,
    baselines(target) {
      const logs = countClasses(target, classes).map((count) => Math.log(count / target.length))
      const middle = logs.reduce((sum, log) => sum + log, 0) / classes
      return logs.map((log) => log - middle)
    },
    loss(target, raw) {
      let sum = 0
      for (let r = 0; r < target.length; r++) {
        let most = -Infinity
        for (let k = 0; k < classes; k++) most = Math.max(most, raw[k][r])
        let total = 0
        for (let k = 0; k < classes; k++) total += Math.exp(raw[k][r] - most)
        sum += Math.log(total) + most - raw[target[r]][r]
      }
      return sum / target.length
    },
    descend(target, baselines) {
      const rows = target.length
      const each = () => Array.from({ length: classes }, () => new Float64Array(rows))
      const [shares, gradients, hessians] = [each(), each(), each()]
      for (let k = 0; k < classes; k++) shares[k].fill(Math.exp(baselines[k]))
      const totals = new Float64Array(rows)

      function finishRound(): void {
        totals.fill(0)
        for (const share of shares) for (let r = 0; r < rows; r++) totals[r] += share[r]
        for (let k = 0; k < classes; k++) {
          const share = shares[k]
          const gradient = gradients[k]
          const hessian = hessians[k]
          for (let r = 0; r < rows; r++) {
            const probability = Math.max(share[r] / totals[r], LEAST_ODDS)
            share[r] = probability
            gradient[r] = target[r] === k ? probability - 1 : probability
            hessian[r] = probability * (1 - probability)
          }
        }
      }

      finishRound()
      return {
        gradients,
        hessians,
        advance(k, changed, step) {
          const factor = Math.exp(step)
          const share = shares[k]
          for (let i = 0; i < changed.length; i++) share[changed[i]] *= factor
        },
        finishRound,
      }
    },
  }
}

function countClasses(target: Float64Array, classes: number): Float64Array {
  const counts = new Float64Array(classes)
  for (let r = 0; r < target.length; r++) counts[target[r]]++
  return counts
}

const within = (odds: number) => Math.min(Math.max(odds, LEAST_ODDS), MOST_ODDS)
