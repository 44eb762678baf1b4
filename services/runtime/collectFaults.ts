import { DataError, type DataFault } from './errors.ts'

const mostShown = 20

/** Collects what is wrong with a file, the first 20 in full. */
export interface Faults {
  readonly count: number
  add(fault: DataFault): void
  /** @throws DataError if there were more than `tolerated` */
  check(rows: number, tolerated?: number): void
}

export function collectFaults(): Faults {
  const faults: DataFault[] = []
  let count = 0
  return {
    get count() {
      return count
    },
    add(fault) {
      count++
      if (faults.length < mostShown) faults.push(fault)
    },
    check(rows, tolerated = 0) {
      if (count <= tolerated) return
      const more = count > faults.length ? `, the first ${faults.length}` : ''
      throw new DataError(`${count} ${count === 1 ? 'fault' : 'faults'} in ${rows} rows${more}:`, faults)
    },
  }
}
