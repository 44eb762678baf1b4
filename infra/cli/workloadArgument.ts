import { Argument } from 'commander'
import { workloads } from '../../services/workloads.ts'

export const workloadArgument = () =>
  new Argument('<workload>', 'whose model').choices(workloads.map(({ name }) => name))
