import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { paths } from '../lab/paths.ts'

/** Where a stack's state lies and how the engine is run for it. */
export interface PulumiEnvironment {
  readonly env: NodeJS.ProcessEnv
  /** The file backend, or undefined where PULUMI_BACKEND_URL says another one. */
  readonly backend: string | undefined
}

export interface EnvironmentOptions {
  readonly kubeconfig?: string | undefined
  /** Directories put before PATH: the CLI's own, and stand-ins for plugins that are not installed. */
  readonly programs?: readonly string[]
}

/** Everything that the engine keeps on this machine. */
export function pulumiHome(env: NodeJS.ProcessEnv = process.env): string {
  return join(paths(env).home, 'pulumi')
}

/** The directory of the file backend; undefined where PULUMI_BACKEND_URL says another one. */
export function fileBackend(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.PULUMI_BACKEND_URL ? undefined : join(pulumiHome(env), 'state')
}

/**
 * The environment in which the Pulumi CLI works on our stacks. State is kept in files unless PULUMI_BACKEND_URL says
 * otherwise; their passphrase is made on first use, readable by its owner only, and given to the CLI as a file.
 */
export function pulumiEnvironment(
  { kubeconfig, programs = [] }: EnvironmentOptions,
  env: NodeJS.ProcessEnv = process.env,
): PulumiEnvironment {
  const backend = fileBackend(env)
  if (backend !== undefined) mkdirSync(backend, { recursive: true, mode: 0o700 })
  const ownPassphrase =
    env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined
  return {
    backend,
    env: {
      ...env,
      ...(backend !== undefined && { PULUMI_BACKEND_URL: `file://${backend}` }),
      ...(!ownPassphrase && { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(pulumiHome(env)) }),
      ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }),
      PULUMI_HOME: env.PULUMI_HOME || engineHome(env),
      PATH: [...programs, dirname(process.execPath), env.PATH].join(':'),
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DEBUG_COMMANDS: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: 'true',
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: 'true',
    },
  }
}

/**
 * The user's own directory of the CLI, but for its log of everything that it does: with large charts the log takes longer
 * than all the rest. The CLI has no switch for it, and does without where a file is in its place.
 */
function engineHome(env: NodeJS.ProcessEnv): string {
  const own = join(env.HOME ?? homedir(), '.pulumi')
  const home = join(pulumiHome(env), 'engine')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  mkdirSync(join(own, 'plugins'), { recursive: true })
  writeFileSync(join(home, 'logs'), '')
  for (const name of ['plugins', 'policies', 'credentials.json']) {
    const link = join(home, name)
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(join(own, name), link)
  }
  return home
}

function passphraseFile(home: string): string {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const path = join(home, 'passphrase')
  if (!existsSync(path)) {
    try {
      writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return path
}
