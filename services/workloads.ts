import { bikes } from './bikes/workload.ts'
import type { AnyWorkload } from './runtime/workload.ts'

/** Every workload of the platform; another one is one folder and one line here. */
export const workloads: readonly AnyWorkload[] = [bikes]

/** @throws Error that names the workloads there are */
export function workloadNamed(name: string): AnyWorkload {
  const found = workloads.find((workload) => workload.name === name)
  if (found === undefined) {
    throw new Error(`there is no workload "${name}"; there is ${workloads.map((w) => w.name).join(', ')}`)
  }
  return found
}
