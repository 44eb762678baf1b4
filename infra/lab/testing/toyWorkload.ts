import { z } from 'zod'
import { DataError, ModelError } from '../../../services/runtime/errors.ts'
import type { Workload } from '../../../services/runtime/workload.ts'

/** A model that always says the same number. */
interface Guess {
  readonly guess: number
}

/** The smallest workload: numbers, one a line, and a guess given as parameter; its error is plain to see. */
export function toyWorkload(name: string): Workload<number, Guess, { x: number }, { y: number }> {
  return {
    name,
    title: 'Toy',
    summary: 'Says the number it was told to say',
    owner: 'tests',
    data: {
      file: 'toy/numbers.txt',
      mediaType: 'text/plain',
      generate: () => new TextEncoder().encode('10\n10\n10\n10\n'),
    },
    clean(file) {
      const examples = new TextDecoder().decode(file).trim().split('\n').map(Number)
      if (examples.some(Number.isNaN)) throw new DataError('not all lines are numbers')
      return { examples, rowsRead: examples.length, rules: { nothing_done: 0 } }
    },
    training: {
      parameters: z.strictObject({ guess: z.number().default(7) }),
      resources: { requests: { cpu: '10m', memory: '1Mi' }, limits: { memory: '1Mi' } },
      timeoutSeconds: 10,
      split: (examples) => ({ train: examples.slice(0, -2), test: examples.slice(-2) }),
      train: (_, { guess }) => ({ guess: Number(guess) }),
      evaluate: ({ guess }, examples) => ({
        mae: examples.reduce((sum, example) => sum + Math.abs(example - guess), 0) / examples.length,
      }),
    },
    gate: { metric: 'mae', better: 'lower', minimumGain: 0, bounds: { mae: { max: 100 } } },
    encode: ({ guess }) => new TextEncoder().encode(`toy ${guess}`),
    decode(bytes) {
      const [, guess] = /^toy (\S+)$/.exec(new TextDecoder().decode(bytes)) ?? []
      if (guess === undefined) throw new ModelError('not a toy model')
      return { guess: Number(guess) }
    },
    serving: {
      inputs: [{ name: 'x', datatype: 'FP64', shape: [-1] }],
      outputs: [{ name: 'y', datatype: 'FP64', shape: [-1] }],
      infer: ({ guess }, [x]) => [
        { name: 'y', datatype: 'FP64', shape: [x.shape[0]], data: new Float64Array(x.shape[0]).fill(guess) },
      ],
      routes: [
        {
          path: '/predict',
          summary: 'The number it was told to say',
          request: z.strictObject({ x: z.number() }),
          response: z.strictObject({ y: z.number() }),
          example: { x: 1 },
          predict: ({ guess }) => ({ y: guess }),
        },
      ],
      predictions: ([y]) => y.data as Float64Array,
      predictionBuckets: [1, 10, 100],
      replicas: 2,
      resources: { requests: { cpu: '10m', memory: '1Mi' }, limits: { memory: '1Mi' } },
    },
    card: { intendedUse: 'Tests.', data: 'None.', limits: 'All.', ethics: 'None.' },
  }
}
