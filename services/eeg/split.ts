import { DataError } from '../runtime/errors.ts'
import type { Trial } from './clean.ts'

const laterShare = 0.2
/** Of each label. */
const leastTrials = 5

/**
 * Holds back the last fifth of each label's trials: what a person does later in a session is what a model will be asked.
 *
 * @throws DataError if a label has too few trials
 */
export function splitTrials(trials: readonly Trial[]): { train: readonly Trial[]; test: readonly Trial[] } {
  const test = new Set<Trial>()
  for (const [label, own] of Map.groupBy(trials, (trial) => trial.label)) {
    if (own.length < leastTrials) {
      throw new DataError(
        `${own.length} segments of ${label}; at least ${leastTrials} of each label are needed`,
      )
    }
    for (const trial of own.slice(-Math.ceil(own.length * laterShare))) test.add(trial)
  }
  return { train: trials.filter((trial) => !test.has(trial)), test: [...test] }
}
