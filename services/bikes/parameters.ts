import { z } from 'zod'

export const parameters = z.strictObject({
  algorithm: z
    .enum(['boosting', 'ridge'])
    .default('boosting')
    .describe('gradient boosting or ridge regression'),
  maxIter: z.int().min(1).max(5000).default(400).describe('trees of the boosting'),
  learningRate: z.number().min(0.001).max(1).default(0.15).describe('how much each tree corrects'),
  maxLeafNodes: z.int().min(2).max(255).default(8).describe('leaves of a tree, at most'),
  minSamplesLeaf: z.int().min(1).max(10_000).default(40).describe('hours in a leaf, at least'),
  alpha: z.number().min(0.000001).max(1e9).default(1).describe('penalty of the ridge'),
  seed: z.int().min(0).max(4_294_967_295).default(1).describe('of every random choice'),
})

/** What a search draws from. */
export const searchSpace = {
  maxIter: [100, 200, 400, 800],
  learningRate: [0.05, 0.1, 0.15, 0.2],
  maxLeafNodes: [6, 8, 12, 16, 31],
  minSamplesLeaf: [10, 20, 40, 80],
}

export type BikesParameters = z.infer<typeof parameters>
