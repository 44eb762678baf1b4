import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Config, type KnownWorkload, readConfig } from './config.ts'

/**
 * Checks a stack's file before anything is built for it.
 * @param settings values that take the place of those of the file
 * @param directory that holds the stacks' files
 * @throws ConfigError with every problem
 */
export function readStackFile(
  stack: string,
  workloads: readonly KnownWorkload[],
  settings: Readonly<Record<string, unknown>> = {},
  directory = join(import.meta.dirname, '../stacks'),
): Config {
  const file = parse(readFileSync(join(directory, `Pulumi.${stack}.yaml`), 'utf8')) as {
    config?: Record<string, unknown>
  } | null
  const own = Object.entries({ ...file?.config, ...settings }).filter(([key]) => key.startsWith('atoll:'))
  return readConfig(
    stack,
    Object.fromEntries(own.map(([key, value]) => [key.slice('atoll:'.length), value])),
    workloads,
  )
}
