import { type Command, InvalidArgumentError, Option } from 'commander'
import type { AuditAnswer } from '../../services/runtime/audit/queryAudit.ts'
import { toCsv } from '../../services/runtime/toCsv.ts'
import { exitCode, Failure } from './failure.ts'
import { openSession, workloadOutputs } from './session.ts'
import { table } from './table.ts'
import { workloadArgument } from './workloadArgument.ts'
import { withStore } from './workloadData.ts'

const maximumBytes = 2 ** 30

/** Who answered how much, and how quickly. */
const overview = `SELECT replica, route, variant, version, status, CAST(sum(weight) AS BIGINT) AS requests,
  round(quantile_cont(CAST(milliseconds AS DOUBLE), 0.5), 2) AS p50_ms, round(quantile_cont(CAST(milliseconds AS DOUBLE), 0.99), 2) AS p99_ms
  FROM audit GROUP BY ALL ORDER BY ALL`

interface AuditCommandOptions {
  readonly sql?: string
  readonly since: string
  readonly as: 'table' | 'json' | 'csv'
}

export function addAuditCommand(program: Command, stack: () => string): void {
  program
    .command('audit')
    .description('ask what a workload was asked and answered, by SQL over the table `audit`')
    .addArgument(workloadArgument())
    .option('--sql <query>', "DuckDB's SQL; without it, requests by replica, route, variant and status")
    .option('--since <day>', 'first day that is read, of UTC, as 2026-03-01', day, yesterday())
    .addOption(
      new Option('--as <form>', 'form of the answer').choices(['table', 'json', 'csv']).default('table'),
    )
    .action(async (name: string, { sql = overview, since, as }: AuditCommandOptions) => {
      const { queryAudit } = await import('../../services/runtime/audit/queryAudit.ts')
      const { cluster, outputs } = await openSession(stack())
      const waiting = { report: (line: string) => process.stderr.write(`${line}\n`) }
      const answer = await withStore(cluster, workloadOutputs(outputs, name), waiting, (store) =>
        queryAudit(store, { sql, since, maximumBytes }).catch((error: Error) => {
          throw new Failure(`audit log of ${name}: ${error.message}`, exitCode.usage)
        }),
      )
      process.stdout.write(auditText(answer, as))
    })
}

export function auditText({ columns, rows }: AuditAnswer, as: AuditCommandOptions['as']): string {
  if (as === 'json') {
    const objects = rows.map((row) => Object.fromEntries(row.map((value, i) => [columns[i], value])))
    return `${JSON.stringify(objects, null, 2)}\n`
  }
  const cells = rows.map((row) => row.map(cellOf))
  return as === 'csv' ? toCsv(columns, cells) : `${table([columns, ...cells])}\n`
}

function cellOf(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isDay(text))
    throw new InvalidArgumentError('It is a day, as 2026-03-01.')
  return text
}

/** Whether the calendar has it: there is no 30th of February. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
}
