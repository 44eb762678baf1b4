import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Resolution = {
  readonly environment: { readonly python_version: string }
  readonly install: readonly {
    readonly metadata: { readonly name: string; readonly version: string }
    readonly download_info: { readonly archive_info: { readonly hashes: { readonly sha256: string } } }
  }[]
}

/**
 * Writes `requirements` anew: what pip takes for `roots` now, each package with its version and hash.
 * @param leftOut packages that are asked for and that the program never imports
 */
export function lockPython(requirements: string, roots: readonly string[], leftOut: readonly string[]): void {
  const lines = resolve(roots)
    .install.filter(({ metadata }) => !leftOut.includes(metadata.name.toLowerCase().replaceAll('_', '-')))
    .map(({ metadata, download_info }) => {
      const { sha256 } = download_info.archive_info.hashes
      return `${metadata.name}==${metadata.version} --hash=sha256:${sha256}`
    })
    .sort()
  writeFileSync(requirements, `${lines.join('\n')}\n`)
}

function resolve(packages: readonly string[]): Resolution {
  const directory = mkdtempSync(join(tmpdir(), 'lock-'))
  const report = join(directory, 'report.json')
  const options = ['-q', '--dry-run', '--ignore-installed', '--only-binary', ':all:', '--report', report]
  try {
    execFileSync('python3', ['-m', 'pip', 'install', ...options, ...packages], { stdio: 'inherit' })
    const resolution: Resolution = JSON.parse(readFileSync(report, 'utf8'))
    const { python_version: version } = resolution.environment
    if (version !== '3.11')
      throw new Error(`python3 is ${version}: lock with 3.11, the version in the images`)
    return resolution
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
