import { z } from 'zod'
import { svdDefaults } from '../learn/svd.ts'
import { svdPlusPlusDefaults } from '../learn/svdPlusPlus.ts'

export type Algorithm = 'svd' | 'svd++'

const defaults = { svd: svdDefaults, 'svd++': svdPlusPlusDefaults }

/** The defaults are those of Surprise. */
export function parametersOf(algorithm: Algorithm) {
  const { nFactors, nEpochs, learningRate, regularisation } = defaults[algorithm]
  return z.strictObject({
    factors: z.int().min(1).max(500).default(nFactors).describe('numbers that describe a user or a movie'),
    epochs: z.int().min(1).max(500).default(nEpochs).describe('passes over the ratings'),
    learningRate: z.number().min(0.00001).max(0.5).default(learningRate).describe('step of the descent'),
    regularisation: z
      .number()
      .min(0)
      .max(10)
      .default(regularisation)
      .describe('penalty on squared biases and factors'),
    popularity: z
      .number()
      .min(0)
      .max(10)
      .default(0.7)
      .describe('stars that e times as many viewers are worth when a list is put in order'),
    seed: z.int().min(0).max(4_294_967_295).default(1).describe('of every random choice'),
  })
}

export type MoviesParameters = z.infer<ReturnType<typeof parametersOf>>
