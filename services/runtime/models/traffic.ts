import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'

/**
 * What a second model, the challenger, gets to see: a `canary` answers a random share of the requests, an `abTest` all
 * requests of a share of the users, a `shadow` is asked a share of what the champion answers, and is never heard.
 */
export const trafficRule = z
  .strictObject({
    mode: z.enum(['canary', 'abTest', 'shadow']).describe('one of canary, abTest, shadow'),
    /** MLflow's alias of the version. */
    alias: z
      .string()
      .regex(/^(?!champion$)[a-z][a-z0-9_-]{0,60}$/)
      .default('challenger')
      .describe('an alias of MLflow other than champion, as challenger'),
    percent: z.int().min(0).max(100).describe('a whole number from 0 to 100'),
    /** Whose value is the user of an A/B test; requests without it are the champion's. */
    header: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,60}$/)
      .describe('the name of a header in lower case, as x-user-id')
      .optional(),
  })
  .refine(({ mode, header }) => (mode === 'abTest') === (header !== undefined), {
    message: 'must be an abTest with a header, as x-user-id, or another without',
  })
  .describe('an abTest with a header, as x-user-id, or a canary or a shadow without')

export type TrafficRule = z.output<typeof trafficRule>

/** Whether the challenger is to answer, or, of a shadow, to be asked as well. */
export type Chooser = (headers: IncomingHttpHeaders) => boolean

/** A number from 0 to 1 that is always the same for a user, and another in another test. */
function shareOf(test: string, user: string): number {
  return createHash('sha256').update(`${test}\n${user}`).digest().readUInt32BE() / 2 ** 32
}

/** @param test - what makes its users' shares differ from those of other tests */
export function chooser(
  { percent, header }: TrafficRule,
  test: string,
  random: () => number = Math.random,
): Chooser {
  const share = percent / 100
  if (header === undefined) return () => random() < share
  return (headers) => {
    const user = headers[header]
    return typeof user === 'string' && shareOf(test, user) < share
  }
}
