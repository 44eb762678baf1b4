import { DataError } from '../runtime/errors.ts'
import type { Interaction } from './interaction.ts'

/** Share of each user's interactions, the last ones, that is held back. */
const laterShare = 0.2
const leastRatings = 100

/**
 * Holds back the last fifth of what each user did, of users who did five things or more: so there is something to
 * judge of most users, and all of it later than what is known of them.
 *
 * @param interactions - in order of time
 * @throws DataError if there are too few ratings to learn from and to evaluate on
 */
export function splitByUser(interactions: readonly Interaction[]): {
  train: readonly Interaction[]
  test: readonly Interaction[]
} {
  const left = new Map<string, number>()
  for (const { user } of interactions) left.set(user, (left.get(user) ?? 0) + 1)
  const held = new Map(Array.from(left, ([user, count]) => [user, Math.floor(count * laterShare)]))
  const train: Interaction[] = []
  const test: Interaction[] = []
  for (const interaction of interactions) {
    const remaining = left.get(interaction.user)!
    left.set(interaction.user, remaining - 1)
    const part = remaining <= held.get(interaction.user)! ? test : train
    part.push(interaction)
  }
  const rated = (part: readonly Interaction[]) => part.filter(({ rating }) => rating !== undefined).length
  if (rated(train) < leastRatings || rated(test) === 0) {
    throw new DataError(
      `${rated(train)} ratings to learn from and ${rated(test)} later ones to evaluate on; ` +
        `at least ${leastRatings} and 1 are needed`,
    )
  }
  return { train, test }
}
