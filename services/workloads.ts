import { bikes } from './bikes/workload.ts'
import { cars } from './cars/workload.ts'
import { eeg } from './eeg/workload.ts'
import { movies, moviesSvd } from './movies/workload.ts'
import type { AnyWorkload } from './runtime/workload.ts'
import { students } from './students/workload.ts'

/** Every workload of the platform; another one is one folder and one line here. */
export const workloads: readonly AnyWorkload[] = [bikes, cars, eeg, movies, moviesSvd, students]

export class UnknownWorkloadError extends Error {
  override readonly name = 'UnknownWorkloadError'
}

/** @throws UnknownWorkloadError that names the workloads there are */
export function workloadNamed(name: string): AnyWorkload {
  const found = workloads.find((workload) => workload.name === name)
  if (found !== undefined) return found
  throw new UnknownWorkloadError(
    `there is no workload "${name}"; there is ${workloads.map((workload) => workload.name).join(', ')}`,
  )
}
