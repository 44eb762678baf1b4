import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paths } from '../../../paths.ts'
import { ensureTools } from '../../../tools.ts'
import type { Cluster } from '../kubeconfig.ts'

/** The Helm command that logs in to a repository or a registry, and the password that it reads. */
export interface HelmLogin {
  readonly args: readonly string[]
  readonly password: string
}

export interface HelmRun {
  /** Absent for a run without a cluster. */
  readonly cluster?: Cluster | undefined
  /** Goes before the run, and is known to this run alone. */
  readonly login?: HelmLogin | undefined
  readonly input?: string
  readonly signal?: AbortSignal
}

/**
 * Runs the Helm command and gives its output. Passwords go by standard input: arguments can be read on the machine.
 * @throws with what Helm says, without the marks of its log
 */
export async function helm(
  args: readonly string[],
  { cluster, login, input = '', signal }: HelmRun,
): Promise<string> {
  const { helm: program } = await ensureTools(['helm'])
  const directory = mkdtempSync(join(tmpdir(), 'atoll-helm-'))
  try {
    const kubeconfig = join(directory, 'kubeconfig')
    if (cluster !== undefined) writeFileSync(kubeconfig, await kubeconfigOf(cluster), { mode: 0o600 })
    const env = { ...process.env, ...homes(), ...(login && logins(directory)), KUBECONFIG: kubeconfig }
    if (login !== undefined) await run(program, login.args, login.password, env, signal)
    return await run(program, args, input, env, signal)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function run(
  program: string,
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<string> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
    ...(signal && { signal, killSignal: 'SIGINT' as const }),
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ])
  if (code !== 0) throw new Error(explained(errors) || `helm ${args[0]} ended with ${code}`)
  return output
}

/** Where Helm writes what it logs in to, in a directory that only this user reads. */
function logins(directory: string): Record<string, string> {
  return {
    HELM_REPOSITORY_CONFIG: join(directory, 'repositories.yaml'),
    HELM_REPOSITORY_CACHE: join(directory, 'repositories'),
    HELM_REGISTRY_CONFIG: join(directory, 'registries.json'),
  }
}

/** Below our cache: the user's own Helm settings and plugins stay out of it. */
function homes(): Record<string, string> {
  const home = join(paths().cache, 'helm')
  mkdirSync(home, { recursive: true })
  return Object.fromEntries(
    ['cache', 'config', 'data'].map((kind) => [`HELM_${kind.toUpperCase()}_HOME`, join(home, kind)]),
  )
}

async function kubeconfigOf(cluster: Cluster): Promise<string> {
  const { server, ca, certificate, key, insecure, serverName } = cluster
  const token = (await cluster.authorization())?.replace(/^Bearer /, '')
  const base64 = (bytes: Buffer | undefined) => bytes?.toString('base64')
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'cluster',
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'user' } }],
    clusters: [
      {
        name: 'cluster',
        cluster: {
          server: server.href,
          'certificate-authority-data': base64(ca),
          'insecure-skip-tls-verify': insecure || undefined,
          'tls-server-name': serverName,
        },
      },
    ],
    users: [
      {
        name: 'user',
        user: {
          'client-certificate-data': base64(certificate),
          'client-key-data': base64(key),
          token,
        },
      },
    ],
  })
}

/** Helm's own lines about itself come first, and its error last. */
function explained(errors: string): string {
  const lines = errors.split('\n').filter((line) => line !== '' && !line.startsWith('WARNING:'))
  const start = lines.findLastIndex((line) => line.startsWith('Error: '))
  return lines
    .slice(Math.max(start, 0))
    .join('\n')
    .replace(/^Error: /, '')
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
