import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { type ChartName, type ChartReference, type Charts, chartNames } from '../../components/charts.ts'
import { sha256 } from '../../services/runtime/sha256.ts'
import { isRegistry } from '../isRegistry.ts'
import type { Problem } from '../problems.ts'
import { readChartArchive } from './chartArchive.ts'
import type { ChartLock, LockedChart } from './chartLock.ts'

/** Where the charts of a stack come from. */
export const chartSource = z
  .union([
    z.strictObject({ from: z.literal('upstream') }),
    z.strictObject({ directory: z.string().regex(/^[^\s]([^\n]*[^\s])?$/) }),
    z.strictObject({
      registry: z.string().refine(isRegistry),
    }),
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
 * What is wrong with the charts of a source that is a directory: one is missing, or is another than the locked one; where
 * its digest is not locked, by the name and the version in it.
 * Other sources are asked by Helm, which compares versions only.
 * @param wanted those that the stack installs
 * @param root what a relative directory starts from
 */
export async function chartProblems(
  source: ChartSource,
  lock: ChartLock,
  wanted: readonly ChartName[],
  root: string,
): Promise<Problem[]> {
  if (!('directory' in source)) return []
  const directory = isAbsolute(source.directory) ? source.directory : join(root, source.directory)
  const found = wanted.map(async (name) => {
    const archive = archiveName(name, lock[name])
    const file = join(directory, archive)
    if (!existsSync(file)) return [{ path: name, message: missing(archive, directory) }]
    return lock[name].digest === undefined
      ? contentProblems(name, lock[name], file)
      : digestProblems(name, lock[name].digest, file)
  })
  return (await Promise.all(found)).flat()
}

function digestProblems(name: ChartName, digest: string, file: string): Problem[] {
  const found = digestOf(file)
  return found === digest
    ? []
    : [{ path: `${name}.digest`, message: `${file} is ${found}; expected ${digest}, as locked` }]
}

async function contentProblems(name: ChartName, { version }: LockedChart, file: string): Promise<Problem[]> {
  try {
    const chart = await readChartArchive(file)
    return chart.name === name && bare(chart.version) === bare(version)
      ? []
      : [
          {
            path: name,
            message: `${file} has ${chart.name} ${chart.version}; expected ${name} ${version}, as locked`,
          },
        ]
  } catch (error) {
    return [{ path: name, message: `${(error as Error).message}; expected what helm pull writes` }]
  }
}

function bare(version: string): string {
  return version.replace(/^v/, '')
}

/** @returns `sha256:` and 64 hexadecimal digits */
export function digestOf(file: string): string {
  return `sha256:${sha256(readFileSync(file))}`
}

function missing(archive: string, directory: string): string {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    return `there is no directory ${directory}; expected one with ${archive}`
  const present = readdirSync(directory).filter((name) => name.endsWith('.tgz'))
  return `${archive} is not in ${directory}, which has ${present.length === 0 ? 'no charts' : present.join(', ')}`
}
