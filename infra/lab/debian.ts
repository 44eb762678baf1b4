import { command } from './command.ts'

/** Installs the Debian packages that are missing. Needs root, and apt. */
export async function ensureDebianPackages(
  names: readonly string[],
  report: (line: string) => void = () => {},
): Promise<void> {
  const missing = await missingPackages(names)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Debian packages are missing and only root can install them: apt-get install ${missing.join(' ')}`,
    )
  }
  report(`installing Debian packages: ${missing.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['install', '-y', '-q', '--no-install-recommends', ...missing]
  try {
    await command('apt-get', install, { env })
  } catch {
    await command('apt-get', ['update', '-q'], { env })
    await command('apt-get', install, { env })
  }
}

async function missingPackages(names: readonly string[]): Promise<string[]> {
  const format = '$' + '{Package} $' + '{db:Status-Status}\n'
  const listed = await command('dpkg-query', ['-W', '-f', format, ...names]).catch(
    (error: Error) => error.message,
  )
  const installed = new Set(
    listed
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
  return names.filter((name) => !installed.has(name))
}
