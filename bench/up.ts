/**
 * Seconds from an empty cluster to the first prediction with the tools cached, and of a second `up` with nothing changed:
 * as it is, and where the engine is made to look at everything. Deletes the lab and all that is in it, before and after:
 * `node bench/up.ts [--data DIR]`.
 */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeReport } from './report.ts'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const data = values.data === undefined ? [] : ['--data', resolve(values.data)]

await timed('down', '--delete')
const empty = await timed('up', ...data)
const unchanged = await timed('up', ...data)
const looked = await timed('up', '--repair-drift', ...data)
await timed('down', '--delete')

writeReport('up', [
  { what: 'empty cluster to first prediction', seconds: empty, goal: 180 },
  { what: 'unchanged', seconds: unchanged, goal: 10 },
  { what: 'unchanged, looked at by the engine', seconds: looked },
])

async function timed(...command: string[]): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../infra/cli/atoll.ts'), ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`atoll ${command.join(' ')} ended with ${code}`)
  return Math.round((performance.now() - started) / 100) / 10
}
