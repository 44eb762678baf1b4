import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { paths } from '../lab/paths.ts'

const packages = ['kubernetes', 'random'] as const
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
  const needed: string[] = []
  for (const name of packages) {
    const version = sdkVersion(name)
    if (isInstalled(name, version, env) || (await install(pulumi, name, version, env))) continue
    needed.push(name)
  }
  if (needed.length > 0) {
    report(
      `the published Pulumi plugins for ${needed.join(' and ')} cannot be had here: using the stand-ins of ${standIns}`,
    )
  }
  return needed.map((name) => join(standIns, name))
}

function sdkVersion(name: string): string {
  const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as { version: string }
  return version
}

function isInstalled(name: string, version: string, env: NodeJS.ProcessEnv): boolean {
  const home = env.PULUMI_HOME || join(homedir(), '.pulumi')
  return existsSync(join(home, 'plugins', `resource-${name}-v${version}`, `pulumi-resource-${name}`))
}

async function install(
  pulumi: string,
  name: string,
  version: string,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const record = join(paths(env).cache, 'pulumi-plugins.json')
  const failures: Failures = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as Failures) : {}
  const key = `${name}@${version}`
  if (Date.now() - (failures[key] ?? 0) < failureLasts) return false
  try {
    const args = ['plugin', 'install', 'resource', name, version, '--non-interactive']
    await promisify(execFile)(pulumi, args, { env, timeout: installTimeout, killSignal: 'SIGKILL' })
    return isInstalled(name, version, env)
  } catch {
    mkdirSync(dirname(record), { recursive: true })
    writeFileSync(record, JSON.stringify({ ...failures, [key]: Date.now() }))
    return false
  }
}
