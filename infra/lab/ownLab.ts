import { withLock } from './lock.ts'
import { paths } from './paths.ts'
import { type LabProcess, labProcesses } from './processes.ts'

/** The processes of the lab of this ATOLL_HOME. */
export function ownProcesses(): LabProcess[] {
  return labProcesses().filter((one) => one.home === paths().home)
}

/** The ATOLL_HOME of another lab that runs on this machine. */
export function otherHome(): string | undefined {
  return labProcesses().find((one) => one.home !== paths().home)?.home
}

export function requireNoOther(): void {
  const other = otherHome()
  if (!other) return
  throw new Error(
    `Another lab, of ATOLL_HOME=${other}, runs on this machine. Stop it first: ATOLL_HOME=${other} npm run down`,
  )
}

/** Runs `work` while no other process starts or stops a lab, and this machine holds no other one. */
export function withLab<Result>(
  report: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const wait = () => report('waiting for another process that starts or stops the lab')
  return withLock('lab', wait, () => {
    requireNoOther()
    return work()
  })
}
