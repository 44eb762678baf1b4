import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bikes } from '../../bikes/workload.ts'
import { linearWorkload } from '../testing/linearWorkload.ts'
import type { AnyWorkload } from '../workload.ts'
import { ParametersError } from './fit.ts'
import { steps } from './steps.ts'
import { tune } from './tune.ts'

const silent = steps(() => {})
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
    tune({ ...workload, gate: { ...workload.gate, better } }, [0, 1, 2, 3, 4, 5, 6, 7], silent, {
      ...{ trials: 100, seed: 1, fixed, threads: 1 },
    })

  test('finds the best combination, and never sees the test examples', async () => {
    const { best, trials } = await search({})
    expect(best.parameters).toMatchObject({ a: 4, b: 'y' })
    expect(best.scores).toEqual({ mae: 0 })
    expect(trials).toHaveLength(20)
    expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('takes of those that are equally good the one drawn first, and names the others', async () => {
    const { best, reason, trials } = await search({})
    const [first, other] = trials.filter(({ scores }) => scores.mae === 0)
    expect(best).toBe(first)
    expect(reason).toBe(
      `${first.name} has the best mae: 0; ${other.name} has the same, and what was drawn first is taken`,
    )
    const alone = await search({ c: true })
    expect(alone.reason).toBe(`${alone.best.name} has the best mae: 0`)
  })

  test('leaves fixed parameters alone, and knows when more is better', async () => {
    const { best, trials } = await search({ b: 'y', c: false }, 'higher')
    expect(trials).toHaveLength(5)
    expect(best.parameters).toEqual({ a: 1, b: 'y', c: false })
  })

  test('goes on where a trial fails, and says why if all do', async () => {
    const evaluate = (model: { a: number }) => {
      if (model.a === 4) throw new Error('four is too many')
      return { mae: Math.abs(model.a - 4) }
    }
    const search = (fixed: Record<string, unknown>) =>
      tune({ ...workload, training: { ...workload.training, evaluate } }, [0, 1, 2, 3, 4, 5], silent, {
        ...{ trials: 100, seed: 1, fixed: { b: 'x', c: true, ...fixed }, threads: 1 },
      })
    const { best, trials } = await search({})
    expect(best.scores).toEqual({ mae: 1 })
    expect(trials.filter(({ error }) => error !== undefined)).toEqual([
      expect.objectContaining({
        error: 'four is too many',
        scores: {},
        parameters: { a: 4, b: 'x', c: true },
      }),
    ])
    await expect(search({ a: 4 })).rejects.toThrow('no trial has a finite mae: four is too many')
  })

  test('needs a space, right parameters and a finite score', async () => {
    await expect(search({ b: 'z' })).rejects.toThrow(ParametersError)
    const options = { trials: 1, seed: 1, fixed: {}, threads: 1 }
    await expect(tune(linearWorkload, [], silent, options)).rejects.toThrow('names no space')
    const lost = { ...workload, training: { ...workload.training, evaluate: () => ({ mae: Number.NaN }) } }
    await expect(tune(lost, [1, 2, 3, 4, 5], silent, options)).rejects.toThrow('no trial has a finite mae')
  })
})

describe('a search of bikes', () => {
  const fixed = { maxIter: 3, minSamplesLeaf: 20 }

  test('tries the same with two threads as with one, in the order of the draws', async () => {
    const { examples } = await bikes.clean(bikes.data.generate(1))
    const few = examples.slice(0, 1000)
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => tune(bikes, few, silent, { trials: 4, seed: 3, fixed, threads })),
    )
    const found = ({ trials }: typeof one) => trials.map(({ seconds, ...trial }) => trial)
    expect(found(one)).toEqual(found(two))
    expect(new Set(found(one).map(({ scores }) => scores.mae)).size).toBe(4)
  })

  test.each([1, 2])(
    'whose trial cannot be told of ends with the reason and tells of no more, with %i threads',
    async (threads) => {
      const { examples } = await bikes.clean(bikes.data.generate(1))
      const told: string[] = []
      const onTrial = (trial: { readonly name: string }) => {
        told.push(trial.name)
        throw new Error('no room for trials')
      }
      const search = tune(bikes, examples.slice(0, 1000), silent, {
        trials: 6,
        seed: 1,
        fixed,
        threads,
        onTrial,
      })
      await expect(search).rejects.toThrow('no room for trials')
      expect(told).toHaveLength(1)
    },
  )

  test('that is called off ends at once, with the reason', async () => {
    const { examples } = await bikes.clean(bikes.data.generate(1))
    const off = new AbortController()
    const options = { trials: 8, seed: 1, fixed: { maxIter: 5000 }, threads: 2, signal: off.signal }
    const search = tune(bikes, examples, silent, options)
    setTimeout(() => off.abort(new Error('interrupted')), 100)
    await expect(search).rejects.toThrow('interrupted')
  })
})
