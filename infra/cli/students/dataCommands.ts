import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { intoFile } from '../../../services/runtime/intoFile.ts'
import type { EtlOptions } from '../../../services/students/etl.ts'
import type { KeyRing } from '../../../services/students/keyRing.ts'
import { exitCode, Failure } from '../failure.ts'
import { table } from '../table.ts'
import { wholeNumber } from '../wholeNumber.ts'
import { students } from './students.ts'

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

/** From the export of the school's systems, or invented students, to protected and cleaned tables. */
export function addDataCommands(group: Command, interruptible: () => AbortSignal): void {
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
}
