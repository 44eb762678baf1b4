import { dot } from '../dot.ts'
import { gram } from '../gram.ts'
import type { Matrix } from '../matrix.ts'

/** Mean loss of a logistic regression with its penalty, its gradient and its matrix of second derivatives. */
export interface LogisticObjective {
  /** Coefficients: `vectors` times the columns, each with its intercept last. */
  readonly size: number
  /** Coefficients of one class: the columns, and the intercept if there is one. */
  readonly length: number
  /** 1 if the first class has no coefficients, and scores 0; 0 if every class has its own. */
  readonly reference: 0 | 1
  /** @returns the loss at `weights`; writes the gradient */
  evaluate(weights: Float64Array, gradient: Float64Array): number
  /** At the weights that were evaluated last: size x size. */
  hessian(): Matrix
}

export interface LogisticProblem {
  /** rows x columns, finite */
  readonly features: Matrix
  /** One class per row, from 0 to `classes` - 1. */
  readonly indices: Int32Array
  readonly classes: number
  /** Of half the squared coefficients beside the mean loss; intercepts are free. */
  readonly penalty: number
  readonly fitIntercept: boolean
}

/** Logarithms of factors from 1 to the number of classes are taken of their products, while these are below. */
const LARGE = 1e200

/**
 * Two classes have one vector of coefficients. More have one each if they are penalised, which settles that only
 * differences of scores count, and otherwise one each but for the first, with which they are compared.
 */
export function logisticObjective(problem: LogisticProblem): LogisticObjective {
  const { features, indices, classes, penalty, fitIntercept } = problem
  const { data, rows, columns } = features
  const reference = classes === 2 || penalty === 0 ? 1 : 0
  const vectors = classes - reference
  const length = columns + Number(fitIntercept)
  const size = vectors * length
  const scores = new Float64Array(vectors)
  const probabilities = new Float64Array(vectors * rows)

  function evaluate(weights: Float64Array, gradient: Float64Array): number {
    gradient.fill(0)
    const loss = vectors === 1 ? twoClasses(weights, gradient) : manyClasses(weights, gradient)
    let squares = 0
    for (let v = 0; v < vectors; v++) {
      for (let i = v * length; i < v * length + columns; i++) {
        squares += weights[i] ** 2
        gradient[i] += penalty * weights[i]
      }
    }
    return loss / rows + (penalty * squares) / 2
  }

  function twoClasses(weights: Float64Array, gradient: Float64Array): number {
    const intercept = fitIntercept ? weights[columns] : 0
    let loss = 0
    let sum = 0
    let product = 1
    for (let r = 0, start = 0; r < rows; r++, start += columns) {
      const score = dot(data, start, weights, columns) + intercept
      const e = Math.exp(-Math.abs(score))
      product *= 1 + e
      if (product > LARGE) {
        loss += Math.log(product)
        product = 1
      }
      const wrong = indices[r] === 1 ? -score : score
      if (wrong > 0) loss += wrong
      const probability = (score >= 0 ? 1 : e) / (1 + e)
      probabilities[r] = probability
      const residual = (probability - indices[r]) / rows
      for (let c = 0; c < columns; c++) gradient[c] += residual * data[start + c]
      sum += residual
    }
    if (fitIntercept) gradient[columns] = sum
    return loss + Math.log(product)
  }

  function manyClasses(weights: Float64Array, gradient: Float64Array): number {
    let loss = 0
    let product = 1
    for (let r = 0, start = 0; r < rows; r++, start += columns) {
      let largest = reference === 1 ? 0 : -Infinity
      for (let v = 0; v < vectors; v++) {
        const at = v * length
        const score = dot(data, start, weights, columns, at) + (fitIntercept ? weights[at + columns] : 0)
        scores[v] = score
        if (score > largest) largest = score
      }
      let sum = reference === 1 ? Math.exp(-largest) : 0
      const own = indices[r] - reference
      loss += largest - (own < 0 ? 0 : scores[own])
      for (let v = 0; v < vectors; v++) {
        scores[v] = Math.exp(scores[v] - largest)
        sum += scores[v]
      }
      product *= sum
      if (product > LARGE) {
        loss += Math.log(product)
        product = 1
      }
      for (let v = 0; v < vectors; v++) {
        const probability = scores[v] / sum
        probabilities[v * rows + r] = probability
        const residual = (v === own ? probability - 1 : probability) / rows
        const at = v * length
        for (let c = 0; c < columns; c++) gradient[at + c] += residual * data[start + c]
        if (fitIntercept) gradient[at + columns] += residual
      }
    }
    return loss + Math.log(product)
  }

  function block(v: number, u: number): Float64Array {
    const weights = new Float64Array(rows)
    for (let r = 0; r < rows; r++) {
      const p = probabilities[v * rows + r]
      weights[r] = (p * (v === u ? 1 - p : -probabilities[u * rows + r])) / rows
    }
    return gram(features, { weights, ones: fitIntercept }).data
  }

  function hessian(): Matrix {
    const second = new Float64Array(size * size)
    const put = (v: number, u: number, values: Float64Array, sign: number) => {
      for (let i = 0; i < length; i++) {
        for (let j = 0; j < length; j++) {
          second[(v * length + i) * size + u * length + j] += sign * values[i * length + j]
        }
      }
    }
    const last = vectors - 1
    const computed = reference === 1 ? vectors : last
    for (let v = 0; v < computed; v++) {
      for (let u = 0; u <= v; u++) {
        const values = block(v, u)
        for (const [a, b] of u === v
          ? [[v, v]]
          : [
              [v, u],
              [u, v],
            ]) {
          put(a, b, values, 1)
          if (reference === 1) continue
          put(a, last, values, -1)
          put(last, b, values, -1)
          put(last, last, values, 1)
        }
      }
    }
    for (let v = 0; v < vectors; v++) {
      for (let i = v * length; i < v * length + columns; i++) second[i * size + i] += penalty
      if (reference === 1 || !fitIntercept) continue
      // Adding one number to every intercept changes no probability: this keeps their sum where it is.
      for (let u = 0; u < vectors; u++) second[(v * length + columns) * size + u * length + columns] += 1
    }
    return { data: second, rows: size, columns: size }
  }

  return { size, length, reference, evaluate, hessian }
}
