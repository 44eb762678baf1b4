import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { intoFile } from '../../../services/runtime/intoFile.ts'
import { toCsv } from '../../../services/runtime/toCsv.ts'
import type { Result } from '../../../services/students/openSchool.ts'
import type { Queryable } from '../../../services/students/runQuery.ts'
import { exitCode, Failure } from '../failure.ts'
import { table } from '../table.ts'
import { wholeNumber } from '../wholeNumber.ts'
import { students } from './students.ts'

const assignment = (text: string, before: Readonly<Record<string, string>>): Record<string, string> => {
  const [, name, value] = /^([a-z_]\w*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be NAME=VALUE.')
  return { ...before, [name]: value }
}

interface Place {
  readonly data?: string
  readonly database?: string
}

async function openPlace({ data, database }: Place): Promise<Queryable> {
  if ((data === undefined) === (database === undefined))
    throw new Failure('name either --data DIRECTORY or --database URL', exitCode.usage)
  if (data !== undefined) return (await students.openSchool()).openSchool(data)
  return (await students.postgres()).openPostgres(database!)
}

/** Prints a result as CSV, or writes it to a file. */
async function answer(result: Result, out: string | undefined): Promise<void> {
  const csv = toCsv(
    result.columns.map(({ name }) => name),
    result.rows,
  )
  if (out === undefined) process.stdout.write(csv)
  else await intoFile(out, (scratch) => writeFileSync(scratch, csv))
}

/** The named queries and the analyses, once or over HTTP. */
export function addQuestionCommands(group: Command, signal: AbortSignal): void {
  group
    .command('query')
    .description('run a named query; without a name, list them')
    .argument('[name]', 'name of the query')
    .option('--data <directory>', 'directory that etl wrote, or CSV files of export')
    .option('--database <url>', 'PostgreSQL that load filled: postgresql://user@host/name')
    .option('--param <name=value>', 'a parameter; may be repeated', assignment, {})
    .option('--out <file>', 'CSV file to write, instead of printing it')
    .action(async (name: string | undefined, { param, out, ...place }) => {
      if (name === undefined) {
        const { queries } = await students.queryCatalogue()
        console.log(table(queries.map((query) => [query.subject, query.name, query.summary])))
        return
      }
      const { queryNamed } = await students.queryCatalogue()
      queryNamed(name)
      await answer(await (await students.runQuery()).runQuery(await openPlace(place), name, param), out)
    })

  group
    .command('analyse')
    .description('run an analysis: clusters, members, factors, recommend, risk; without a name, list them')
    .argument('[name]', 'name of the analysis')
    .option('--data <directory>', 'directory that etl wrote, or CSV files of export')
    .option('--database <url>', 'PostgreSQL that load filled: postgresql://user@host/name')
    .option('--param <name=value>', 'a parameter; may be repeated', assignment, {})
    .option('--out <file>', 'CSV file to write, instead of printing it')
    .action(async (name: string | undefined, { param, out, ...place }) => {
      const { analyses, runAnalysis } = await students.analyses()
      if (name !== undefined) return answer(await runAnalysis(await openPlace(place), name, param), out)
      const rows = analyses.map((one) => [one.name, Object.keys(one.parameters).join(', '), one.summary])
      console.log(table([['analysis', 'parameters', 'what'], ...rows]))
    })

  group
    .command('serve')
    .description(
      'answer queries and analyses over HTTP on this machine: GET /queries/NAME, GET /analyses/NAME',
    )
    .option('--data <directory>', 'directory that etl wrote')
    .option('--database <url>', 'PostgreSQL that load filled')
    .option('--port <port>', 'port on 127.0.0.1', wholeNumber(1, 65_535), 8090)
    .action(async ({ port, ...place }) => {
      const server = (await students.queriesApi()).queriesApi(await openPlace(place))
      console.log(`${await server.listen({ host: '127.0.0.1', port })}/queries`)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    })
}
