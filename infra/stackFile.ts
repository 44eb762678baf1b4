import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Config, type KnownWorkload, readConfig } from './config.ts'
import { ConfigError, nearest, type Problem } from './problems.ts'

const project = 'atoll'

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
  const file = `Pulumi.${stack}.yaml`
  const values = Object.entries({ ...configIn(join(directory, file)), ...settings })
  const misspelt = values.flatMap(([key]) => prefixProblem(key))
  if (misspelt.length > 0) throw new ConfigError(`stacks/${file}`, misspelt)
  const own = values.filter(([key]) => key.startsWith(`${project}:`))
  return readConfig(
    stack,
    Object.fromEntries(own.map(([key, value]) => [key.slice(project.length + 1), value])),
    workloads,
  )
}

/** @throws ConfigError where the file is no YAML, holds itself by an alias, or has no map of settings */
function configIn(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const file = parse(readFileSync(path, 'utf8')) as { config?: Record<string, unknown> } | null
    JSON.stringify(file)
    if (typeof (file?.config ?? {}) !== 'object' || Array.isArray(file?.config))
      throw new Error('config is no map')
    return file?.config
  } catch (error) {
    const message = (error as Error).message.trim().replaceAll('\n', '\n    ')
    throw new ConfigError(path, [
      { path: 'file', message: `${message}; expected YAML, settings below config:` },
    ])
  }
}

/** Pulumi takes a key without a prefix for the project's, and one with another prefix for a provider's. */
function prefixProblem(key: string): Problem[] {
  const [prefix, name] = key.includes(':') ? key.split(':', 2) : ['', key]
  if (prefix !== '' && (prefix === project || nearest(prefix, [project]) === undefined)) return []
  return [{ path: key, message: `has not the prefix of this project; expected ${project}:${name}` }]
}
