import { workloadNamed } from '../../workloads.ts'
import { type TrialData, trialOf } from './trial.ts'

/** What a thread of a search runs. */
export default ({ workload, ...data }: TrialData & { readonly workload: string }) =>
  trialOf(workloadNamed(workload), data)
