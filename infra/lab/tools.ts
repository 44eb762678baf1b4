import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { command } from './command.ts'
import { requireDisk } from './disk.ts'
import { ensureGo, type Go } from './goToolchain.ts'
import { withLock } from './lock.ts'
import { paths } from './paths.ts'
import {
  buildFlags,
  moduleOf,
  type ToolModule,
  type ToolModuleName,
  type ToolName,
  toolModules,
} from './toolModules.ts'

export type { ToolName } from './toolModules.ts'

type Report = (line: string) => void

const unfinished = '.building-'

/**
 * Absolute paths of the named programs. What the cache lacks is built from its Go module: once, whoever asks, and
 * seen by others only when whole.
 */
export async function ensureTools(
  names: readonly ToolName[],
  report: Report = () => {},
): Promise<Record<ToolName, string>> {
  const go = await ensureGo(report)
  const found: Partial<Record<ToolName, string>> = {}
  for (const module of new Set(names.map(moduleOf))) {
    const directory = await ensureModule(module, go, report)
    for (const program of Object.values<string>(toolModules[module].programs)) {
      found[program as ToolName] = join(directory, program)
    }
  }
  return found as Record<ToolName, string>
}

async function ensureModule(name: ToolModuleName, go: Go, report: Report): Promise<string> {
  const module: ToolModule = toolModules[name]
  const target = join(paths().tools, `${name}-${moduleKey(name, go.version)}`)
  if (existsSync(target)) return target
  await withLock(
    'tools',
    () => report(`waiting for another build before ${name}`),
    async () => {
      sweepCutBuilds(paths().tools)
      if (!existsSync(target)) await build(name, module, go, target, report)
    },
  )
  return target
}

/** Removes what killed builds have left; only the holder of the lock may, or it takes a running build's. */
export function sweepCutBuilds(directory: string): void {
  if (!existsSync(directory)) return
  for (const name of readdirSync(directory)) {
    if (name.startsWith(unfinished)) rmSync(join(directory, name), { recursive: true, force: true })
  }
}

async function build(
  name: string,
  module: ToolModule,
  go: Go,
  target: string,
  report: Report,
): Promise<void> {
  mkdirSync(paths().tools, { recursive: true })
  requireDisk(paths().tools, 12, `to build ${name}`)
  const scratch = mkdtempSync(join(paths().tools, `${unfinished}${name}-`))
  const stop = progress(name, report)
  try {
    await command(
      'nice',
      [
        go.program,
        'build',
        '-v',
        ...buildFlags(module),
        '-o',
        `${scratch}/`,
        ...Object.keys(module.programs),
      ],
      {
        cwd: moduleDirectory(name),
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local' },
        onLine: stop.line,
      },
    )
    for (const [source, program] of Object.entries(module.programs)) {
      const built = join(scratch, defaultName(source, name))
      if (built !== join(scratch, program)) renameSync(built, join(scratch, program))
    }
    renameSync(scratch, target)
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true })
    throw new Error(`Building ${name} failed. ${(error as Error).message}`)
  } finally {
    stop.end()
  }
}

function progress(name: string, report: Report): { line: (line: string) => void; end: () => void } {
  const started = Date.now()
  let fetched = 0
  let compiled = 0
  const tell = (): void => {
    const seconds = Math.round((Date.now() - started) / 1000)
    report(`building ${name}: ${fetched} modules fetched, ${compiled} packages compiled, ${seconds} s`)
  }
  tell()
  const timer = setInterval(tell, 5000)
  return {
    line: (line) => {
      if (line.startsWith('go: downloading')) fetched++
      else compiled++
    },
    end: () => clearInterval(timer),
  }
}

/** The name that `go build` gives the program of a package: its last element that is not a major version. */
export function defaultName(source: string, module: string): string {
  return source === '.' ? module : basename(source.replace(/\/v[0-9]+$/, ''))
}

/** A hash of everything that decides what a module's programs are. */
export function moduleKey(name: ToolModuleName, goVersion: string): string {
  const directory = moduleDirectory(name)
  const sources = readdirSync(directory)
    .filter((file) => /\.(go|mod|sum)$/.test(file))
    .sort()
    .map((file) => [file, readFileSync(join(directory, file), 'utf8')])
  const parts = [
    goVersion,
    process.platform,
    process.arch,
    buildFlags(toolModules[name]),
    toolModules[name].programs,
    sources,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

function moduleDirectory(name: string): string {
  return join(import.meta.dirname, 'tools', name)
}
