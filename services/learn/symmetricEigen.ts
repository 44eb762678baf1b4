import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix'

/**
 * Eigenvalues, ascending, and eigenvectors of a symmetric matrix, whose element at a row and a column of its lower triangle
 * `at` gives; `vectors` gives the element of a row of one of the eigenvectors.
 */
export function symmetricEigen(size: number, at: (row: number, column: number) => number) {
  const matrix = new MlMatrix(size, size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      const value = at(i, k)
      matrix.set(i, k, value)
      matrix.set(k, i, value)
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  })
  return {
    values: realEigenvalues,
    vectors: (row: number, column: number) => eigenvectorMatrix.get(row, column),
  }
}
