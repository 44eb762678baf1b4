import { z } from 'zod'

export const parameters = z.strictObject({
  c: z.number().min(0.0001).max(1000).default(0.01).describe('what errors cost beside large coefficients'),
})

export type DropoutParameters = z.infer<typeof parameters>
