import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ParametersError } from './fit.ts'
import { steps } from './steps.ts'
import { linearWorkload } from './testing/linearWorkload.ts'
import { tune } from './tune.ts'
import type { AnyWorkload } from './workload.ts'

const space = { a: [1, 2, 3, 4, 5], b: ['x', 'y'], c: [true, false] }

describe('a search', () => {
  const seen = new Set<number>()
  /** Its model is its parameters, its error the distance from a = 4, b = y. */
  const workload: AnyWorkload = {
    ...linearWorkload,
    training: {
      ...linearWorkload.training,
      parameters: z.strictObject({
        a: z.number().default(1),
        b: z.enum(['x', 'y']).default('x'),
        c: z.boolean().default(true),
      }),
      tune: { space },
      split: (examples) => ({ train: examples.slice(0, -2), test: examples.slice(-2) }),
      train(examples, parameters) {
        for (const example of examples) seen.add(example)
        return parameters
      },
      evaluate(model, examples) {
        for (const example of examples) seen.add(example)
        return { mae: Math.abs(model.a - 4) + Number(model.b !== 'y') }
      },
    },
  }
  const search = (fixed: Record<string, unknown>, better: 'lower' | 'higher' = 'lower') =>
    tune(
      { ...workload, gate: { ...workload.gate, better } },
      [0, 1, 2, 3, 4, 5, 6, 7],
      steps(() => {}),
      {
        ...{ trials: 100, seed: 1, fixed },
      },
    )

  test('finds the best combination, and never sees the test examples', async () => {
    const { best, trials } = await search({})
    expect(best.parameters).toMatchObject({ a: 4, b: 'y' })
    expect(best.scores).toEqual({ mae: 0 })
    expect(trials).toHaveLength(20)
    expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('leaves fixed parameters alone, and knows when more is better', async () => {
    const { best, trials } = await search({ b: 'y', c: false }, 'higher')
    expect(trials).toHaveLength(5)
    expect(best.parameters).toEqual({ a: 1, b: 'y', c: false })
  })

  test('needs a space, right parameters and a finite score', async () => {
    await expect(search({ b: 'z' })).rejects.toThrow(ParametersError)
    const options = { trials: 1, seed: 1, fixed: {} }
    await expect(
      tune(
        linearWorkload,
        [],
        steps(() => {}),
        options,
      ),
    ).rejects.toThrow('names no space')
    const lost = { ...workload, training: { ...workload.training, evaluate: () => ({ mae: Number.NaN }) } }
    await expect(
      tune(
        lost,
        [1, 2, 3, 4, 5],
        steps(() => {}),
        options,
      ),
    ).rejects.toThrow('no trial has a finite mae')
  })
})
