import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tensor, TensorSpec } from '../workload/tensor.ts'
import { decodeInstances, encodePredictions } from './instances.ts'

const matrix: TensorSpec = { name: 'signal', datatype: 'FP64', shape: [-1, 2, 3] }
const label: TensorSpec = { name: 'label', datatype: 'BYTES', shape: [-1] }
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const rows = fc.array(
  fc.array(fc.array(numbers, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 }),
  {
    minLength: 1,
    maxLength: 5,
  },
)

describe('instances', () => {
  test('of one input are its rows, and come back as predictions of an output of the same shape', () => {
    fc.assert(
      fc.property(rows, (instances) => {
        const [tensor] = decodeInstances({ instances }, [matrix], 10)
        expect(tensor.shape).toEqual([instances.length, 2, 3])
        expect(JSON.parse(encodePredictions([tensor]))).toEqual(
          JSON.parse(JSON.stringify({ predictions: instances })),
        )
      }),
    )
  })

  test('of several inputs are objects, and so are predictions of several outputs', () => {
    const instances = [
      {
        signal: [
          [1, 2, 3],
          [4, 5, 6],
        ],
        label: 'left',
      },
      {
        signal: [
          [0, 0, 0],
          [0, 0, 1],
        ],
        label: 'right',
      },
    ]
    const tensors = decodeInstances({ instances }, [matrix, label], 10)
    expect(tensors.map(({ shape }) => shape)).toEqual([[2, 2, 3], [2]])
    expect(JSON.parse(encodePredictions(tensors))).toEqual({ predictions: instances })
  })

  test('may name the one input that there is', () => {
    expect(decodeInstances({ instances: [{ label: 'a' }] }, [label], 10)).toEqual(
      decodeInstances({ instances: ['a'] }, [label], 10),
    )
  })

  test('a dimension of any size is that of the first row', () => {
    const free: TensorSpec = { name: 'x', datatype: 'INT32', shape: [-1, -1] }
    expect(
      decodeInstances(
        {
          instances: [
            [1, 2],
            [3, 4],
          ],
        },
        [free],
        10,
      )[0].shape,
    ).toEqual([2, 2])
    expect(() => decodeInstances({ instances: [[1, 2], [3]] }, [free], 10)).toThrow(/1 elements along axis 1/)
    expect(() => decodeInstances({ instances: [1, 2] }, [free], 10)).toThrow(/shape is \[2, 0\]/)
  })

  test.each([
    [undefined, /with "instances"/],
    [{ instances: {} }, /with "instances"/],
    [{ instances: [] }, /with "instances"/],
    [{ instances: [{ signal: 1 }] }, /data has 1 elements/],
    [{ instances: [{ other: 1 }] }, /instances\[0\] should be an object with "signal"/],
    [
      {
        instances: [
          [
            [1, 2, 3],
            [4, 5],
          ],
        ],
      },
      /2 elements along axis 2/,
    ],
    [
      {
        instances: [
          [
            [1, 2, 3],
            [4, 5, 'six'],
          ],
        ],
      },
      /data\[5\] is "six"/,
    ],
    [
      {
        instances: new Array(11).fill([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      },
      /11 rows are more than the 10/,
    ],
  ])('%j is refused', (body, message) => {
    expect(() => decodeInstances(body, [matrix], 10)).toThrow(message)
  })
})

test('truth is a truth value, and what no JSON can say is an error of the request', () => {
  const of = (datatype: Tensor['datatype'], ...values: number[]): Tensor => ({
    name: 'y',
    datatype,
    shape: [values.length],
    data: Float64Array.from(values),
  })
  expect(encodePredictions([of('BOOL', 1, 0)])).toBe('{"predictions":[true,false]}')
  expect(() => encodePredictions([of('FP64', 1, Number.NaN)])).toThrow('no finite answer "y"')
})
