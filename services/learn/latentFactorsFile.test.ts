import { describe, expect, test } from 'vitest'
import { csrMatrix } from './csrMatrix.ts'
import { packLatentFactors, unpackLatentFactors } from './latentFactorsFile.ts'
import { decodeModel, encodeModel, type ModelArray, ModelError } from './modelFile.ts'
import { fitSvd } from './svd.ts'
import { fitSvdPlusPlus } from './svdPlusPlus.ts'

const ratings = csrMatrix({ row: [0, 0, 1, 2], column: [0, 1, 1, 3], value: [4, 3, 5, 1] }, 3, 4)
const kind = 'factors'

describe.each([fitSvd, fitSvdPlusPlus])('a file of $name', (fit) => {
  const model = fit(ratings, { nFactors: 3 })
  const packed = packLatentFactors(model)
  const read = (changes: { metadata?: object; arrays?: Record<string, ModelArray> }) =>
    unpackLatentFactors({
      kind,
      metadata: { ...packed.metadata, ...changes.metadata },
      arrays: { ...packed.arrays, ...changes.arrays },
    })

  test('holds the model; its arrays lie in the file', () => {
    const bytes = encodeModel({ kind, ...packed })
    const decoded = unpackLatentFactors(decodeModel(bytes, kind))
    expect(decoded).toEqual(model)
    expect(decoded.itemFactors.buffer).toBe(bytes.buffer)
  })

  test.each([
    [{ metadata: { factors: 0 } }, 'has 0 factors'],
    [{ metadata: { factors: 2 } }, 'has 9 userFactors, and should have 6'],
    [{ metadata: { mean: null } }, 'has mean null'],
    [{ arrays: { itemFactors: new Float32Array(11) } }, 'has 11 itemFactors, and should have 12'],
    [{ arrays: { userBiases: Float32Array.of(0, Number.NaN, 0) } }, 'userBiases that are not finite'],
    [{ arrays: { itemBiases: new Float64Array(4) } }, 'no Float32Array named itemBiases'],
  ])('with %j is refused', (changes, message) => {
    expect(() => read(changes)).toThrow(ModelError)
    expect(() => read(changes)).toThrow(message)
  })
})
