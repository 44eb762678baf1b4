import { type Matrix, matrix } from '../../services/learn/matrix.ts'
import { createRandom } from '../../services/learn/random.ts'

export interface Problem {
  readonly name: string
  readonly features: Matrix
  readonly target: Float64Array
}

/** Correlated columns, and numbers or classes that depend on them with noise; `classes` 0: numbers. */
export function problem(rows: number, columns: number, classes: number): Problem {
  const random = createRandom(rows + columns + classes)
  const features = matrix(new Float64Array(rows * columns), rows, columns)
  for (let r = 0; r < rows; r++) {
    const common = random.normal()
    for (let c = 0; c < columns; c++) features.data[r * columns + c] = 0.5 * common + random.normal()
  }
  const outputs = Math.max(1, classes)
  const weights = Float64Array.from({ length: columns * outputs }, () => random.normal() / Math.sqrt(columns))
  const target = Float64Array.from({ length: rows }, (_, r) => {
    const scores = Array.from({ length: outputs }, (_, k) => {
      let score = random.normal()
      for (let c = 0; c < columns; c++) score += features.data[r * columns + c] * weights[k * columns + c]
      return score
    })
    return classes === 0 ? scores[0] : scores.indexOf(Math.max(...scores))
  })
  const kind = classes === 0 ? 'numbers' : `${classes} classes`
  return { name: `${rows} x ${columns}, ${kind}`, features, target }
}
