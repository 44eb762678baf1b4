import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tensor, TensorSpec } from '../workload/tensor.ts'
import { decodeInference, encodeInference, responseHead } from './inference.ts'

const specs: readonly TensorSpec[] = [
  { name: 'x', datatype: 'FP64', shape: [-1, 2, 3] },
  { name: 'label', datatype: 'BYTES', shape: [-1] },
]
const outputs: readonly TensorSpec[] = [
  { name: 'y', datatype: 'FP64', shape: [-1] },
  { name: 'ok', datatype: 'BOOL', shape: [-1] },
]
const x = { name: 'x', datatype: 'FP64', shape: [1, 2, 3], data: [1, 2, 3, 4, 5, 6] }
const label = { name: 'label', datatype: 'BYTES', shape: [1], data: ['a'] }

const decode = (body: unknown) => decodeInference(body, specs, outputs, Number.POSITIVE_INFINITY)
const decodeX = (change: object) => decode({ inputs: [{ ...x, ...change }, label] })

describe('decodeInference', () => {
  test('flat and nested data mean the same', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    const rows = fc.array(fc.array(number, { minLength: 6, maxLength: 6 }), { minLength: 1 })
    fc.assert(
      fc.property(rows, (table) => {
        const shape = [table.length, 2, 3]
        const labels = { ...label, shape: [table.length], data: table.map(String) }
        const nested = table.map((row) => [row.slice(0, 3), row.slice(3)])
        const [a, b] = [table.flat(), nested].map((data) =>
          decode({ inputs: [{ ...x, shape, data }, labels] }),
        )
        expect(a.inputs).toEqual(b.inputs)
        expect([...a.inputs[0].data]).toEqual(table.flat())
      }),
    )
  })

  test('gives inputs in the order of the model, whatever the order of the request', () => {
    const { inputs, id } = decode({ id: 'q', inputs: [label, x], parameters: { any: 1 } })
    expect(inputs.map(({ name }) => name)).toEqual(['x', 'label'])
    expect(inputs[1].data).toEqual(['a'])
    expect(id).toBe('q')
  })

  test.each<[object, string]>([
    [{ datatype: 'FP32' }, 'datatype is "FP32", and should be "FP64"'],
    [{ datatype: 7 }, 'datatype is 7'],
    [{ shape: [1, 6] }, 'shape is [1, 6], and should be [n, 2, 3]'],
    [{ shape: 'x' }, 'shape is "x"'],
    [{ shape: [0, 2, 3], data: [] }, 'n of 1 or more'],
    [{ shape: [-1, 2, 3] }, 'n of 1 or more'],
    [{ shape: [1.5, 2, 3] }, 'n of 1 or more'],
    [{ shape: [1e300, 2, 3] }, 'n of 1 or more'],
    [{ shape: [2, 2, 3] }, 'data has 6 elements, and should have 12'],
    [{ shape: [2 ** 50, 2, 3] }, 'data has 6 elements'],
    [{ data: undefined }, 'data is nothing, and should be an array'],
    [{ data: [[1, 2, 3], 4] }, 'data has 2 elements along axis 0, and should have 1'],
    [{ data: [[[1, 2, 3], 4]] }, 'holds 4 at depth 2, and should hold arrays'],
    [
      {
        data: [
          [
            [1, 2, 3],
            [4, 5],
          ],
        ],
      },
      'data has 2 elements along axis 2, and should have 3',
    ],
    [
      {
        data: [
          [
            [1, 2, 3],
            [4, 5, [6]],
          ],
        ],
      },
      'data[5] is an array, and should be FP64',
    ],
    [{ data: [1, 2, 3, 4, 5, '6'] }, 'data[5] is "6", and should be FP64'],
    [{ data: [1, 2, 3, 4, 5, null] }, 'data[5] is null'],
    [{ data: [1, 2, 3, 4, 5, Number.POSITIVE_INFINITY] }, 'data[5] is'],
    [{ name: 'z' }, 'the model has no input "z", only "x", "label"'],
    [{ name: undefined }, 'the model has no input without a name'],
    [{ parameters: [] }, 'input parameters should be an object'],
  ])('refuses an input with %j', (change, reason) => {
    expect(() => decodeX(change)).toThrow(reason)
  })

  test.each<[unknown, string]>([
    [null, 'the body should be a JSON object'],
    [[], 'the body should be a JSON object'],
    [{}, 'inputs should be an array of tensors'],
    [{ inputs: [] }, 'inputs should be an array of tensors'],
    [{ inputs: [null] }, 'inputs should be an array of objects'],
    [{ inputs: [x] }, 'inputs lacks "label"'],
    [{ inputs: [x, x] }, 'input "x" is given twice'],
    [{ inputs: [x, { ...label, shape: [2], data: ['a', 'b'] }] }, 'differ in their first dimension: 1 and 2'],
    [{ id: 1, inputs: [x, label] }, 'id should be a string'],
    [{ parameters: 1, inputs: [x, label] }, 'parameters should be an object'],
    [{ inputs: [x, label], outputs: 'y' }, 'outputs should be an array'],
    [{ inputs: [x, label], outputs: [{ name: 'q' }] }, 'the model has no output "q", only "y", "ok"'],
    [{ inputs: [x, label], outputs: [{ name: 'y' }, { name: 'y' }] }, 'names an output twice'],
  ])('refuses the body %j', (body, reason) => {
    expect(() => decode(body)).toThrow(reason)
  })

  test.each<[TensorSpec['datatype'], unknown, unknown]>([
    ['INT32', 2 ** 31 - 1, 2 ** 31],
    ['INT64', 2 ** 53 - 1, 2 ** 53],
    ['FP32', 3.4e38, 3.5e38],
    ['FP64', 1.7e308, Number.POSITIVE_INFINITY],
    ['BOOL', true, 1],
    ['BYTES', '', 0],
  ])('%s takes %j and refuses %j', (datatype, good, bad) => {
    const spec = [{ name: 'v', datatype, shape: [-1] }]
    const run = (value: unknown) =>
      decodeInference({ inputs: [{ name: 'v', datatype, shape: [1], data: [value] }] }, spec, [], 100)
    expect(run(good).inputs[0].data[0]).toBe(datatype === 'BOOL' ? 1 : good)
    expect(() => run(bad)).toThrow(`should be ${datatype}`)
  })
})

describe('encodeInference', () => {
  const answers: readonly Tensor[] = [
    { name: 'y', datatype: 'FP64', shape: [2], data: Float64Array.of(1.5, 1e300) },
    { name: 'ok', datatype: 'BOOL', shape: [2], data: Float64Array.of(1, 0) },
  ]
  const encode = (request: object, tensors = answers) =>
    JSON.parse(
      encodeInference(responseHead('m"', '3'), { ...decode({ inputs: [x, label], ...request }) }, tensors),
    )

  test('echoes the id and gives every output, flat', () => {
    expect(encode({ id: '"é' })).toEqual({
      model_name: 'm"',
      model_version: '3',
      id: '"é',
      outputs: [
        { name: 'y', datatype: 'FP64', shape: [2], data: [1.5, 1e300] },
        { name: 'ok', datatype: 'BOOL', shape: [2], data: [true, false] },
      ],
    })
  })

  test('gives the outputs that were asked for, in that order', () => {
    const { id, outputs: given } = encode({ outputs: [{ name: 'ok' }, { name: 'y' }] })
    expect(id).toBeUndefined()
    expect(given.map(({ name }: Tensor) => name)).toEqual(['ok', 'y'])
  })

  test('refuses an answer that JSON cannot write', () => {
    const overflown: Tensor = { name: 'y', datatype: 'FP64', shape: [1], data: Float64Array.of(Number.NaN) }
    expect(() => encode({}, [overflown])).toThrow('no finite answer "y"')
  })
})
