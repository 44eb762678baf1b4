import { describe, expect, test } from 'vitest'
import { empiricalCovariance, ledoitWolf } from './covariance.ts'
import { fitMahalanobis, mahalanobisPValue, squaredMahalanobis } from './mahalanobis.ts'
import { matrix, matrixFromRows, sliceRows } from './matrix.ts'
import { createRandom } from './random.ts'

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10))

// LedoitWolf and EmpiricalCovariance of scikit-learn 1.9.1 on these 60 rows.
const features = matrixFromRows(
  Array.from({ length: 60 }, (_, i) => {
    const first = (i * 37) % 199
    return [first / 10, ((i * 53) % 97) / 7, ((i * 5) % 7) + first / 20]
  }),
)

describe('covariance', () => {
  test('is shrunk as scikit-learn does', () => {
    const { matrix, shrinkage } = ledoitWolf(features)
    expect(shrinkage).toBeCloseTo(0.06390096495238008, 12)
    expect([...matrix.data]).toEqual(
      close([
        ...[33.12634229987213, 4.923201138146459, 16.799231982827045],
        ...[4.923201138146459, 16.361250575868958, 1.8182553632006202],
        ...[16.799231982827045, 1.8182553632006202, 13.964748039791806],
      ]),
    )
  })

  test('refuses what has none', () => {
    expect(() => empiricalCovariance(matrix(new Float64Array(), 0, 2))).toThrow('no rows')
    expect(() => empiricalCovariance(matrix(Float64Array.of(1, NaN), 1, 2))).toThrow('row 0, column 1 is NaN')
  })
})

describe('Mahalanobis', () => {
  test('has the distances of scikit-learn', () => {
    const first = sliceRows(features, 0, 3)
    expect([...squaredMahalanobis(fitMahalanobis(features), first)]).toEqual(
      close([6.383395767608185, 2.3293936648370996, 1.693441575637987]),
    )
    expect([...squaredMahalanobis(fitMahalanobis(features, { covariance: 'empirical' }), first)]).toEqual(
      close([6.730552417843785, 2.8327283476525578, 1.7197358460149665]),
    )
  })

  test('finds what breaks a relation, though each column alone is usual', () => {
    const random = createRandom(5)
    const rows = Array.from({ length: 1000 }, () => {
      const height = random.normal()
      return [height, height + 0.1 * random.normal()]
    })
    const model = fitMahalanobis(matrixFromRows(rows), { contamination: 0.02 })
    const distances = squaredMahalanobis(model, matrixFromRows([...rows, [1.5, -1.5]]))
    expect(distances.at(-1)).toBeGreaterThan(model.threshold)
    expect(distances.filter((distance) => distance > model.threshold)).toHaveLength(21)
  })

  test('of normal columns is chi-squared', () => {
    expect(mahalanobisPValue(11.07, 5)).toBeCloseTo(0.050009618622405425, 12)
  })

  test('needs columns that vary', () => {
    const twice = matrixFromRows([
      [1, 2],
      [2, 4],
      [3, 6],
    ])
    expect(() => fitMahalanobis(twice, { covariance: 'empirical' })).toThrow('not positive definite')
    expect(fitMahalanobis(twice).threshold).toBeGreaterThan(0)
    expect(() => fitMahalanobis(twice, { contamination: 0.9 })).toThrow('contamination: 0.9')
    expect(() => squaredMahalanobis(fitMahalanobis(twice), features)).toThrow('fitted on 2')
  })
})
