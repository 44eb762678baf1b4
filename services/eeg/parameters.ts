import { z } from 'zod'

export const parameters = z.strictObject({
  lowHz: z.number().min(0.1).max(120).default(8).describe('lower corner of the band-pass in Hz'),
  highHz: z.number().min(0.2).max(124).default(30).describe('upper corner of the band-pass in Hz'),
  order: z
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe('of the Butterworth prototype; the lower, the less the ends of a segment ring'),
  channels: z
    .string()
    .min(1)
    .default('all')
    .describe('names of the channels that are used, separated by commas, or all'),
  components: z
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('spatial patterns; with more than two labels, for each'),
  shrinkage: z
    .union([z.literal('ledoitWolf'), z.number().min(0).max(1)])
    .default('ledoitWolf')
    .describe('of the covariances: 0 to 1, or ledoitWolf, which estimates it'),
  kernel: z.enum(['linear', 'rbf']).default('linear').describe('of the support vector machine'),
  c: z.number().min(0.000001).max(1e6).default(1).describe('what errors cost the support vector machine'),
  gamma: z
    .union([z.literal('scale'), z.number().min(1e-9).max(1e6)])
    .default('scale')
    .describe('width of the rbf kernel'),
  seed: z.int().min(0).max(4_294_967_295).default(1).describe('of the folds of cross-validation'),
})

export type EegParameters = z.infer<typeof parameters>
