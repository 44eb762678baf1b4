import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import { ensureDebianPackages } from './debian.ts'
import { withLock } from './lock.ts'
import { paths } from './paths.ts'

/** The oldest Go that builds every tool. */
export const goNeeded = [1, 26] as const

const toolchain = {
  version: 'v0.0.1-go1.26.8',
  sums: {
    x64: 'h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=',
    arm64: 'h1:sYL/O6MqS68ML0kjsQ36WoYIpJqkw60TxizWUYUKQMc=',
  },
}

export interface Go {
  readonly program: string
  readonly version: string
}

/**
 * A Go that can build the tools: the one on PATH if it is new enough; else the toolchain published as a Go module,
 * fetched by whatever older Go is there, or by Debian's.
 */
export async function ensureGo(report: (line: string) => void = () => {}): Promise<Go> {
  const present = goVersion('go')
  if (present && isNewEnough(present)) return { program: 'go', version: present }
  const program = join(paths().cache, 'go', toolchain.version, 'bin/go')
  if (!existsSync(program)) {
    if (!present) await ensureDebianPackages(['golang-go', 'ca-certificates'], report)
    const waiting = (): void => report('waiting for another process that fetches or builds tools')
    report(`fetching the Go toolchain ${toolchain.version.slice('v0.0.1-'.length)}`)
    await withLock('tools', waiting, () => (existsSync(program) ? Promise.resolve() : fetchToolchain()))
  }
  const version = goVersion(program)
  if (!version) throw new Error(`${program} does not run; remove its directory and try again`)
  return { program, version }
}

async function fetchToolchain(): Promise<void> {
  const arch = process.arch as keyof typeof toolchain.sums
  if (!(arch in toolchain.sums))
    throw new Error(`There is no Go toolchain for ${arch}: the lab runs on x64 and arm64`)
  const module = `golang.org/toolchain@${toolchain.version}.linux-${arch === 'x64' ? 'amd64' : arch}`
  const scratch = join(paths().cache, 'go', 'fetch')
  mkdirSync(scratch, { recursive: true })
  const answer = await command('go', ['mod', 'download', '-json', module], {
    cwd: scratch,
    env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' },
  })
  const { Dir, Sum } = JSON.parse(answer) as { Dir: string; Sum: string }
  if (Sum !== toolchain.sums[arch]) {
    throw new Error(`${module} has checksum ${Sum}, not the pinned ${toolchain.sums[arch]}; it is not used`)
  }
  const target = join(paths().cache, 'go', toolchain.version)
  const unfinished = `${target}.tmp`
  rmSync(unfinished, { recursive: true, force: true })
  await command('cp', ['-r', '--no-preserve=mode', Dir, unfinished])
  for (const bin of ['bin', 'pkg/tool']) makeExecutable(join(unfinished, bin))
  renameSync(unfinished, target)
}

function makeExecutable(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), 0o755)
  }
}

const versions = new Map<string, string>()

function goVersion(program: string): string | undefined {
  const known = versions.get(program)
  if (known !== undefined) return known
  try {
    const version = execFileSync(program, ['env', 'GOVERSION'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      cwd: '/',
    }).trim()
    versions.set(program, version)
    return version
  } catch {
    return undefined
  }
}

/** Whether a version such as `go1.26.8` is one that builds every tool. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^go/, '').split('.').map(Number)
  return major > goNeeded[0] || (major === goNeeded[0] && minor >= goNeeded[1])
}
