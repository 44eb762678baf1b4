import { z } from 'zod'

export const parameters = z.strictObject({
  folds: z.int().min(2).max(20).default(5).describe('folds of the cross-validation'),
  maxIter: z.int().min(1).max(5000).default(250).describe('trees of the boosting'),
  learningRate: z.number().min(0.001).max(1).default(0.08).describe('how much each tree corrects'),
  maxLeafNodes: z.int().min(2).max(255).default(16).describe('leaves of a tree, at most'),
  minSamplesLeaf: z.int().min(1).max(10_000).default(20).describe('listings in a leaf, at least'),
  svmC: z
    .number()
    .min(0.000001)
    .max(1e6)
    .default(1)
    .describe('what errors of the support vectors cost beside large coefficients'),
  svmEpsilon: z.number().min(0).max(1).default(0.05).describe('error of the log price that costs nothing'),
  alpha: z.number().min(0.000001).max(1e9).default(1).describe('penalty of the linear model'),
  seed: z.int().min(0).max(4_294_967_295).default(1).describe('of every random choice'),
})

export type CarsParameters = z.infer<typeof parameters>
