import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addKey } from '../services/students/keyRing.ts'
import { openSchool } from '../services/students/openSchool.ts'
import { queries } from '../services/students/queryCatalogue.ts'
import { runQuery } from '../services/students/runQuery.ts'
import { tables } from '../services/students/tables.ts'
import { type Row, writeReport } from './report.ts'

// What cleaning, queries and analyses take of time and memory: an export of invented students on disk, each step in a
// process of its own.
const { values } = parseArgs({ options: { students: { type: 'string', default: '82000' } } })
const parent = mkdtempSync(join(tmpdir(), 'atoll-bench-'))
process.on('exit', () => rmSync(parent, { recursive: true, force: true }))
const [source, out, keys] = ['source', 'out', 'keys.json'].map((name) => join(parent, name)) as [
  string,
  string,
  string,
]
writeFileSync(keys, JSON.stringify(addKey()), { mode: 0o600 })

interface Measured {
  readonly rows: number
  readonly seconds: number
  readonly processorSeconds: number
  readonly peakMebibytes: number
}

function measure(...args: readonly string[]): Measured {
  const script = join(import.meta.dirname, 'students', 'measure.ts')
  const output = execFileSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output) as Measured
}

const analyses: readonly (readonly [name: string, given: Readonly<Record<string, string>>])[] = [
  ['clusters', {}],
  ['clusters', { algorithm: 'dbscan' }],
  ['factors', {}],
  ['recommend', { goal: 'data analyst' }],
  ['risk', {}],
]

const bytes = (directory: string, extension: string): number =>
  tables.reduce((sum, { name }) => sum + statSync(join(directory, `${name}.${extension}`)).size, 0)

const shown = (what: string, rows: number, measured: Measured, size: number): Row => ({
  step: what,
  rows,
  seconds: measured.seconds.toFixed(1),
  'processor seconds': measured.processorSeconds.toFixed(1),
  'peak MiB': Math.round(measured.peakMebibytes),
  'MB written': Math.round(size / 1e6),
})

const exported = measure('export', source, source, keys, values.students)
const exportBytes = bytes(source, 'csv')
const cleaned = measure('etl', source, out, keys, values.students)

using school = await openSchool(out)
const times: { name: string; seconds: number }[] = []
for (const { name } of queries) {
  const start = performance.now()
  await runQuery(school, name)
  times.push({ name, seconds: (performance.now() - start) / 1000 })
}
times.sort((a, b) => b.seconds - a.seconds)
const total = times.reduce((sum, { seconds }) => sum + seconds, 0)
const { maxRSS } = process.resourceUsage()

writeReport('students', [
  shown('invent an export, CSV', cleaned.rows, exported, exportBytes),
  shown('protect and clean it', cleaned.rows, cleaned, bytes(out, 'parquet')),
  {
    step: `the 99 queries, slowest ${times[0]!.name} ${times[0]!.seconds.toFixed(2)} s`,
    rows: cleaned.rows,
    seconds: total.toFixed(1),
    'processor seconds': '',
    'peak MiB': Math.round(maxRSS / 1024),
    'MB written': 0,
  },
  ...analyses.map(([name, given]) => {
    const measured = measure('analyse', out, '', '', name, JSON.stringify(given))
    return shown(['analyse', name, ...Object.values(given)].join(' '), measured.rows, measured, 0)
  }),
])
