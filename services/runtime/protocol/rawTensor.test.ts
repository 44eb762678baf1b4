import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linearModel, linearWorkload } from '../testing/linearWorkload.ts'
import { startServer } from '../testing/startServer.ts'
import type { AnyWorkload } from '../workload.ts'
import { decodeRawTensor } from './rawTensor.ts'

const spec = { datatype: 'FP64', shape: [-1, 3], predict: () => undefined } as const
const bytesOf = (numbers: Float64Array | Float32Array) => new Uint8Array(numbers.buffer)

describe('a raw tensor', () => {
  test('is read as it was written, wherever its bytes begin', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    const rows = fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(rows, fc.nat(7), (rows, offset) => {
        const data = Float64Array.from(rows.flat())
        const body = new Uint8Array(offset + data.byteLength)
        body.set(bytesOf(data), offset)
        const shape = [rows.length, 3]
        expect(decodeRawTensor(body.subarray(offset), shape.join(), spec, 9)).toMatchObject({ shape, data })
      }),
    )
  })

  const two = bytesOf(new Float64Array(6))
  test.each([
    [undefined, 'the header tensor-shape is missing', two],
    ['2x3', 'should be numbers as in 1,2,3', two],
    ['3,2', 'shape is [3, 2], and should be [n, 3]', two],
    ['0,3', 'with n of 1 or more', two],
    ['6', 'and should be [n, 3]', two],
    ['3,3', 'has 48 bytes, and should have 72: 9 numbers of FP64', two],
    ['10,3', '10 rows are more than the 9', two],
    ['1,3', 'number 1 is NaN, and must be finite', bytesOf(Float64Array.of(1, Number.NaN, 3))],
  ])('of shape %j is refused: %s', (shape, message, body) => {
    expect(() => decodeRawTensor(body, shape, spec, 9)).toThrow(message)
  })
})

describe('a route with a binary form', () => {
  const [route] = linearWorkload.serving.routes
  const workload: AnyWorkload = {
    ...linearWorkload,
    serving: {
      ...linearWorkload.serving,
      routes: [
        {
          ...route,
          binary: {
            datatype: 'FP32',
            shape: [-1, 3],
            predict: (model, { data }) => {
              const [a, b, c] = data as Float64Array
              return route.predict(model, { a, b, c })
            },
          },
        },
        { ...route, path: '/other' },
      ],
    },
  }
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    server = await startServer({ workload, model: linearModel(5) })
  })
  afterAll(() => server.drain())

  const send = async (path: string, body: Uint8Array, headers: Record<string, string>) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', ...headers },
      body: body as Uint8Array<ArrayBuffer>,
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  test('answers numbers like JSON', async () => {
    const body = bytesOf(Float32Array.of(1, 2, 3))
    expect(await send('/weigh', body, { 'tensor-shape': '1,3' })).toEqual({ status: 200, body: { y: 19 } })
    const json = Buffer.from(JSON.stringify({ a: 1, b: 2, c: 3 }))
    for (const path of ['/weigh', '/other'])
      expect((await send(path, json, { 'content-type': 'application/json' })).body).toEqual({ y: 19 })
  })

  test('is described where its JSON is', async () => {
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      paths: Record<string, { post: { description?: string } }>
    }
    expect(paths['/weigh']!.post.description).toContain(
      'little-endian FP32 in row-major order, with their shape, n,3',
    )
    expect(paths['/other']!.post.description).toBeUndefined()
  })

  test('refuses a wrong shape, and a route without one refuses bytes', async () => {
    const body = bytesOf(Float32Array.of(1, 2, 3))
    expect((await send('/weigh', body, {})).status).toBe(400)
    expect((await send('/other', body, { 'tensor-shape': '1,3' })).status).toBe(415)
  })
})
