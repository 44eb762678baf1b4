import { DataError } from '../runtime/errors.ts'
import { millisecondsPerHour } from './calendar.ts'
import type { Hour } from './clean.ts'

/** Share of the hours that are later data. */
const laterShare = 0.15
/** Hours between training and later data that neither sees, so that one weather does not lie in both. */
const gapHours = 48
/** Four weeks and the gap. */
export const leastHours = 720

/** @throws DataError if there are too few hours to learn from and to evaluate on */
export function splitByTime(hours: readonly Hour[]): { train: readonly Hour[]; test: readonly Hour[] } {
  if (hours.length < leastHours) {
    throw new DataError(
      `${hours.length} usable hours; at least ${leastHours} are needed to train and to evaluate`,
    )
  }
  const test = hours.slice(-Math.floor(hours.length * laterShare))
  const end = test[0].time - gapHours * millisecondsPerHour
  const train = hours.filter(({ time }) => time < end)
  if (train.length === 0) throw new DataError(`no hour lies ${gapHours} hours or more before the later data`)
  if (train.every(({ demand }) => demand === 0)) {
    throw new DataError('cnt is 0 in every hour before the later data: there is no demand to learn')
  }
  return { train, test }
}
