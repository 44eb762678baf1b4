import { z } from 'zod'
import type { AnyWorkload } from '../../services/runtime/workload.ts'

const resources = { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } }

/** A workload of no consequence: it doubles a number. */
export function exampleWorkload(name: string, schedule?: string): AnyWorkload {
  return {
    name,
    title: 'Doubling',
    summary: 'Doubles a number',
    owner: 'arithmetic',
    data: { file: `${name}/numbers.csv`, mediaType: 'text/csv', generate: () => new Uint8Array() },
    clean: () => ({ examples: [], rowsRead: 0, rules: {} }),
    training: {
      parameters: z.record(z.string(), z.number()),
      resources,
      timeoutSeconds: 600,
      ...(schedule === undefined ? {} : { schedule }),
      split: (examples) => ({ train: examples, test: examples }),
      train: () => 2,
      evaluate: () => ({ mae: 0 }),
    },
    gate: { metric: 'mae', better: 'lower', minimumGain: 0 },
    encode: () => new Uint8Array([2]),
    decode: () => 2,
    serving: {
      inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 1] }],
      outputs: [{ name: 'y', datatype: 'FP64', shape: [-1, 1] }],
      infer: (_model, inputs) => inputs,
      routes: [
        {
          path: '/double',
          summary: 'Double a number',
          request: z.object({ x: z.number() }),
          response: z.object({ y: z.number() }),
          example: { x: 1 },
          predict: (factor, { x }) => ({ y: factor * x }),
        },
      ],
      predictions: () => [],
      predictionBuckets: [1, 10],
      replicas: 2,
      resources,
    },
    card: { intendedUse: 'Tests.', data: 'None.', limits: 'All.', ethics: 'None.' },
  }
}
