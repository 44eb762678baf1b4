import { type Command, InvalidArgumentError } from 'commander'
import { workloads } from '../../services/workloads.ts'
import { paths } from '../lab/paths.ts'
import { type LogOptions, printLogs } from './logs.ts'
import { openSession } from './session.ts'
import { findTarget } from './target.ts'
import { wholeNumber } from './wholeNumber.ts'

export function addLogsCommand(program: Command, stack: () => string): void {
  program
    .command('logs')
    .description('what systems, workloads or processes of the lab have written')
    .argument(
      '[names...]',
      'bikes, mlflow, minio, prometheus, a pod, kubelet, etcd, ...; none: every workload',
    )
    .option('-f, --follow', 'go on with what is written from now on', false)
    .option(
      '--tail <lines>',
      'lines of each to begin with (default: 100, or all since --since)',
      wholeNumber(0, 1_000_000),
    )
    .option('--since <duration>', 'no older lines of pods: 30s, 10m, 2h, 1d', seconds)
    .option(
      '--json',
      "lines as they were written, for programs that read them: without their pods' names",
      false,
    )
    .action(async (names: string[], options: LogOptions) => {
      const session = await openSession(stack()).catch((error: Error) => {
        if (findTarget().kind === 'own') throw error
        return undefined
      })
      const chosen = names.length > 0 ? names : workloads.map(({ name }) => name)
      const namespaces = session?.outputs.namespaces ?? []
      await printLogs(chosen, session?.cluster, namespaces, paths().logs, options)
    })
}

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const

function seconds(text: string): number {
  const [, count, unit] = /^([1-9]\d*)([smhd])$/.exec(text) ?? []
  if (count === undefined) throw new InvalidArgumentError('It is a number and a unit, as 30s, 10m, 2h or 1d.')
  return Number(count) * units[unit as keyof typeof units]
}
