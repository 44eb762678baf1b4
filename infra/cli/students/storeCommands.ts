import type { Command } from 'commander'
import { publishDirectory, waitUntilAnswered } from '../publishData.ts'
import { openSession } from '../session.ts'
import { students } from './students.ts'

/** Where tables go: PostgreSQL, files of it, and the platform. */
export function addStoreCommands(group: Command, stack: () => string, signal: AbortSignal): void {
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
      const session = await openSession(stack())
      const { version } = await publishDirectory(session, 'students', data, waiting)
      console.log(await waitUntilAnswered(session, 'students', version, waiting))
    })
}
