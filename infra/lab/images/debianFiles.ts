import { glob, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '../command.ts'
import { paths } from '../paths.ts'
import { built } from './built.ts'
import { inputHash } from './inputHash.ts'

/**
 * A directory with the files of Debian packages, unpacked and not installed: no script of theirs runs, and nothing that
 * this machine has changed gets in. `packages/` beside it names their versions.
 */
export async function debianFiles(names: readonly string[], report: (line: string) => void): Promise<string> {
  const directory = join(paths().cache, 'debian', inputHash(JSON.stringify(names)))
  await built(directory, async (unfinished) => {
    report(`fetching Debian packages: ${names.join(', ')}`)
    const packages = join(unfinished, 'packages')
    await mkdir(packages)
    await download(names, packages)
    for await (const file of glob(join(packages, '*.deb'))) {
      await command('dpkg-deb', ['-x', file, join(unfinished, 'files')])
    }
  })
  return join(directory, 'files')
}

async function download(names: readonly string[], cwd: string): Promise<void> {
  const fetch = ['download', '-q', '-o', 'APT::Sandbox::User=root', ...names]
  try {
    await command('apt-get', fetch, { cwd })
  } catch {
    await command('apt-get', ['update', '-q'], { cwd })
    await command('apt-get', fetch, { cwd })
  }
}
