import { z } from 'zod'
import { ModelError } from '../errors.ts'
import type { Workload } from '../workload.ts'

interface Linear {
  readonly weights: readonly number[]
  readonly intercept: number
}

const model = z.object({ weights: z.array(z.number()).length(3), intercept: z.number() })
const request = z.object({ a: z.number(), b: z.number().max(1e6), c: z.number().default(0) })
const response = z.object({ y: z.number() })

const weigh = ({ weights, intercept }: Linear, x: ArrayLike<number>, row = 0) =>
  weights.reduce((sum, weight, i) => sum + weight * x[row * 3 + i], intercept)

/** A weighted sum of three numbers, small enough to check by hand; with an input of each kind of datatype. */
export const linearWorkload: Workload<
  Float64Array,
  Linear,
  z.infer<typeof request>,
  z.infer<typeof response>
> = {
  name: 'linear',
  title: 'Linear',
  summary: 'A weighted sum',
  owner: 'tests',
  data: { file: 'linear.csv', mediaType: 'text/csv', generate: () => new Uint8Array() },
  clean: () => ({ examples: [], rowsRead: 0, rules: {} }),
  training: {
    parameters: z.object({}),
    resources: { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } },
    timeoutSeconds: 1,
    split: (examples) => ({ train: examples, test: examples }),
    train: () => ({ weights: [1, 2, 3], intercept: 0 }),
    evaluate: () => ({ mae: 0 }),
  },
  gate: { metric: 'mae', better: 'lower', minimumGain: 0 },
  encode: (linear) => Buffer.from(JSON.stringify(linear)),
  decode(bytes) {
    try {
      return model.parse(JSON.parse(Buffer.from(bytes).toString()))
    } catch (error) {
      throw new ModelError('no linear model', { cause: error })
    }
  },
  serving: {
    inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 3] }],
    outputs: [
      { name: 'y', datatype: 'FP64', shape: [-1] },
      { name: 'positive', datatype: 'BOOL', shape: [-1] },
    ],
    infer(linear, [x]) {
      const rows = x.shape[0]
      const y = Float64Array.from({ length: rows }, (_, row) => weigh(linear, x.data as Float64Array, row))
      return [
        { name: 'y', datatype: 'FP64', shape: [rows], data: y },
        { name: 'positive', datatype: 'BOOL', shape: [rows], data: y.map((value) => Number(value > 0)) },
      ]
    },
    routes: [
      {
        path: '/weigh',
        summary: 'The weighted sum of three numbers',
        request,
        response,
        example: { a: 1, b: 1, c: 1 },
        predict: (linear, { a, b, c }) => ({ y: weigh(linear, [a, b, c]) }),
        predictions: ({ y }) => [y],
      },
    ],
    predictions: ([y]) => y.data as Float64Array,
    predictionBuckets: [0, 10, 100],
    replicas: 2,
    resources: { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } },
  },
  card: { intendedUse: 'Tests.', data: 'None.', limits: 'All.', ethics: 'None.' },
}

/** The bytes of a model of this workload. */
export const linearModel = (intercept: number) => linearWorkload.encode({ weights: [1, 2, 3], intercept })
