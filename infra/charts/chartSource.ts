import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type ChartName, type ChartReference, type Charts, chartNames } from '../../components/charts.ts'
import type { Problem } from '../problems.ts'
import type { ChartLock, LockedChart } from './chartLock.ts'

/** Where the charts of a stack come from. */
export const chartSource = z
  .union([
    z.strictObject({ from: z.literal('upstream') }),
    z.strictObject({ directory: z.string().regex(/^[^\s]([^\n]*[^\s])?$/) }),
    z.strictObject({ registry: z.string().regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/) }),
  ])
  .describe('{ from: upstream }, { directory: charts }, or { registry: harbor.example.org/charts }')

export type ChartSource = z.infer<typeof chartSource>

/** The file of a chart in a directory of charts: what `helm pull` writes. */
export function archiveName(name: ChartName, { version }: LockedChart): string {
  return `${name}-${version}.tgz`
}

/** Every chart as Helm's resources take it from this source. */
export function chartsFrom(source: ChartSource, lock: ChartLock): Charts {
  return Object.fromEntries(chartNames.map((name) => [name, referenceTo(name, lock[name], source)])) as Charts
}

function referenceTo(name: ChartName, locked: LockedChart, source: ChartSource): ChartReference {
  const { version, repository } = locked
  if ('from' in source)
    return repository.startsWith('oci://')
      ? { chart: `${repository}/${name}`, version }
      : { chart: name, version, repositoryOpts: { repo: repository } }
  return 'directory' in source
    ? { chart: join(source.directory, archiveName(name, locked)), version }
    : { chart: `oci://${source.registry}/${name}`, version }
}

/**
 * What is wrong with the charts of a source: one that is missing from the directory, or is another than the locked
 * one, or is locked without a digest and so could be any.
 * @param wanted those that the stack installs
 */
export function chartProblems(source: ChartSource, lock: ChartLock, wanted: readonly ChartName[]): Problem[] {
  return wanted.flatMap((name) => {
    const locked = lock[name]
    const path = `charts.${name}`
    if (!('directory' in source)) return []
    const file = join(source.directory, archiveName(name, locked))
    if (!existsSync(file)) return [{ path, message: missing(file, source.directory) }]
    const digest = digestOf(file)
    if (locked.digest === undefined)
      return [{ path, message: `${file} is ${digest}, but no digest is locked; expected digest in the lock` }]
    return digest === locked.digest
      ? []
      : [{ path, message: `${file} is ${digest}; expected ${locked.digest}, as locked` }]
  })
}

/** @returns `sha256:` and 64 hexadecimal digits */
export function digestOf(file: string): string {
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`
}

function missing(file: string, directory: string): string {
  const present = existsSync(directory)
    ? readdirSync(directory).filter((name) => name.endsWith('.tgz'))
    : undefined
  if (present === undefined) return `there is no directory ${directory}; expected one with ${file}`
  return `${file} is missing; the directory has ${present.length === 0 ? 'no charts' : present.join(', ')}`
}
