import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { intoFile } from '../../services/runtime/intoFile.ts'
import { toCsv } from '../../services/runtime/toCsv.ts'
import type { EtlOptions } from '../../services/students/etl.ts'
import type { KeyRing } from '../../services/students/keyRing.ts'
import type { Result } from '../../services/students/openSchool.ts'
import type { Queryable } from '../../services/students/runQuery.ts'
import { exitCode, Failure } from './failure.ts'
import { publishDirectory, waitUntilAnswered } from './publishData.ts'
import { openSession } from './session.ts'
import { table } from './table.ts'
import { wholeNumber } from './wholeNumber.ts'
import type { Surroundings } from './workloadCommands.ts'

// DuckDB is loaded only for the commands that need it.
const students = {
  analyses: () => import('../../services/students/analysis/analyses.ts'),
  etl: () => import('../../services/students/etl.ts'),
  generate: () => import('../../services/students/generate.ts'),
  keyRing: () => import('../../services/students/keyRing.ts'),
  openSchool: () => import('../../services/students/openSchool.ts'),
  postgres: () => import('../../services/students/postgres.ts'),
  queriesApi: () => import('../../services/students/queriesApi.ts'),
  queryCatalogue: () => import('../../services/students/queryCatalogue.ts'),
  rotateKeys: () => import('../../services/students/rotateKeys.ts'),
  runQuery: () => import('../../services/students/runQuery.ts'),
  writeExport: () => import('../../services/students/writeExport.ts'),
}

const assignment = (text: string, before: Readonly<Record<string, string>>): Record<string, string> => {
  const [, name, value] = /^([a-z_]\w*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be NAME=VALUE.')
  return { ...before, [name]: value }
}

async function readKeys(file: string): Promise<KeyRing> {
  if (!existsSync(file))
    throw new Failure(
      `${file} does not exist; \`npm run atoll -- students keys ${file}\` makes it`,
      exitCode.usage,
    )
  return (await students.keyRing()).parseKeyRing(readFileSync(file, 'utf8'))
}

async function clean(options: EtlOptions): Promise<void> {
  const report = await (await students.etl()).etl(options)
  const rows = Object.entries(report).map(([name, { read, kept, rejected, rules }]) => [
    name,
    ...[read, kept, rejected].map(String),
    Object.entries(rules)
      .map(([rule, count]) => `${rule} ${count}`)
      .join(', '),
  ])
  console.log(table([['table', 'read', 'kept', 'rejected', 'rules'], ...rows]))
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

/** `students`: the school's database, from its export to the answers of the named queries. */
export function addStudentsCommands(
  program: Command,
  { signal, interruptible }: Pick<Surroundings, 'signal' | 'interruptible'>,
): void {
  const group = program.command('students').description("the school's database and its 99 named queries")

  group
    .command('keys')
    .description('add a key to the ring that protects personal fields; the first time, make the ring')
    .argument('<file>', 'file of the ring, readable by its owner only')
    .action(async (file: string) => {
      const { addKey } = await students.keyRing()
      const ring = addKey(existsSync(file) ? await readKeys(file) : undefined)
      const text = `${JSON.stringify(ring, null, 2)}\n`
      await intoFile(file, (scratch) => writeFileSync(scratch, text, { mode: 0o600 }))
      console.log(`${file}: the current key is ${ring.current}`)
    })

  group
    .command('generate')
    .description('an invented school, protected and cleaned as a real one')
    .requiredOption('--students <count>', 'how many', wholeNumber(1, 1_000_000))
    .requiredOption('--out <directory>', 'directory to write')
    .option('--seed <number>', 'the same seed gives the same school', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--keys <file>', 'ring of keys')
    .option('--raw', "the export of the school's systems instead, to try etl on: CSV that is not cleaned")
    .action(async ({ students: count, out, seed, keys, raw }) => {
      // Lines can be written in small batches; each batch of etl is a file of its own, which takes time.
      const atOnce = raw === true && { studentsAtOnce: 500 }
      const { batches } = (await students.generate()).generateSchool({ students: count, seed, ...atOnce })
      if (raw === true) {
        await (await students.writeExport()).writeExport(batches, out, interruptible())
        console.log(`written to ${out}; the people in it are invented`)
        return
      }
      if (keys === undefined) throw new Failure('--keys FILE is needed, or --raw', exitCode.usage)
      await clean({ source: batches, out, ring: await readKeys(keys), signal: interruptible() })
    })

  group
    .command('etl')
    .description("protect, clean and write the export of the school's systems as Parquet")
    .requiredOption('--source <directory>', 'directory with a CSV or Parquet file for each table')
    .requiredOption('--out <directory>', 'directory to write')
    .requiredOption('--keys <file>', 'ring of keys')
    .action(async ({ source, out, keys }) => {
      await clean({ source, out, ring: await readKeys(keys), signal: interruptible() })
    })

  group
    .command('rotate')
    .description('write everything anew under the current key of the ring')
    .requiredOption('--data <directory>', 'directory that etl wrote')
    .requiredOption('--out <directory>', 'directory to write')
    .requiredOption('--keys <file>', 'ring of keys, with the old ones')
    .action(async ({ data, out, keys }) => {
      await (await students.rotateKeys()).rotateKeys(data, out, await readKeys(keys))
      console.log(`written to ${out}; once nothing else needs it, delete ${data}`)
    })

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
    .command('load')
    .description('load what etl wrote into PostgreSQL, in place of the tables there')
    .requiredOption('--data <directory>', 'directory that etl wrote')
    .requiredOption('--database <url>', 'postgresql://user@host/name')
    .action(async ({ data, database }) => {
      await (await students.postgres()).loadPostgres(database, data)
      console.log('loaded')
    })

  group
    .command('export')
    .description('write the tables of PostgreSQL as CSV that query reads')
    .requiredOption('--database <url>', 'postgresql://user@host/name')
    .requiredOption('--out <directory>', 'directory to write')
    .action(async ({ database, out }) => {
      await (await students.postgres()).exportPostgres(database, out)
      console.log(`written to ${out}`)
    })

  group
    .command('publish')
    .description(
      'publish the tables of a directory on the platform: every replica of the API answers from them next',
    )
    .requiredOption('--data <directory>', 'directory that etl wrote; rejected rows and keys are left behind')
    .action(async ({ data }: { data: string }) => {
      const waiting = { report: (line: string) => process.stderr.write(`${line}\n`), signal }
      const session = await openSession(program.opts<{ stack: string }>().stack)
      const { version } = await publishDirectory(session, 'students', data, waiting)
      console.log(await waitUntilAnswered(session, 'students', version, waiting))
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
