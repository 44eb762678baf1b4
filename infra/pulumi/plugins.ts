import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { readIfThere, writeChanged } from '../lab/files.ts'
import { paths } from '../lab/paths.ts'

const packages = ['kubernetes', 'random', 'kubernetes-cert-manager'] as const
const standIns = join(import.meta.dirname, '..', 'lab', 'providers')
const installTimeout = 10_000
const failureLasts = 24 * 60 * 60 * 1000

/** When a plugin could last not be installed, in milliseconds since 1970, by `name@version`. */
type Failures = Record<string, number>

/**
 * Directories of the stand-ins for those provider plugins that are neither installed nor can be: none where the
 * published ones are there. A failed installation is not tried again for a day.
 */
export async function standInsNeeded(
  pulumi: string,
  report: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const failures = readFailures(env)
  const had = await Promise.all(packages.map((name) => isThere(pulumi, name, failures, env)))
  const needed = packages.filter((_, index) => !had[index])
  if (needed.length === 0) return []
  writeFailures(failures, env)
  report(`with stand-ins for the Pulumi plugins ${needed.join(', ')}: docs/stand-ins.md`)
  return needed.map((name) => join(standIns, name))
}

async function isThere(
  pulumi: string,
  name: string,
  failures: Failures,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const version = sdkVersion(name)
  const key = `${name}@${version}`
  if (isInstalled(name, version, env)) return true
  if (Date.now() - (failures[key] ?? 0) < failureLasts) return false
  const args = ['plugin', 'install', 'resource', name, version, '--non-interactive']
  await promisify(execFile)(pulumi, args, { env, timeout: installTimeout, killSignal: 'SIGKILL' }).catch(
    () => undefined,
  )
  if (isInstalled(name, version, env)) return true
  failures[key] = Date.now()
  return false
}

function sdkVersion(name: string): string {
  const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as { version: string }
  return version
}

function isInstalled(name: string, version: string, env: NodeJS.ProcessEnv): boolean {
  const home = env.PULUMI_HOME || join(homedir(), '.pulumi')
  return existsSync(join(home, 'plugins', `resource-${name}-v${version}`, `pulumi-resource-${name}`))
}

function recordFile(env: NodeJS.ProcessEnv): string {
  return join(paths(env).cache, 'pulumi-plugins.json')
}

/** Those on record; a record that cannot be read is none. */
function readFailures(env: NodeJS.ProcessEnv): Failures {
  try {
    return JSON.parse(readIfThere(recordFile(env)) ?? '{}') as Failures
  } catch {
    return {}
  }
}

function writeFailures(failures: Failures, env: NodeJS.ProcessEnv): void {
  const file = recordFile(env)
  mkdirSync(dirname(file), { recursive: true })
  writeChanged(file, JSON.stringify(failures))
}
