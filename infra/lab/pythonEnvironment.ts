import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import { ensureDebianPackages } from './debian.ts'
import { paths } from './paths.ts'

/**
 * A virtual environment of Debian's Python with exactly these packages, made once and kept in the cache.
 *
 * @param name - part of its folder's name.
 * @param requirements - file of exact versions, complete; only wheels are installed.
 * @returns its folder.
 */
export async function pythonEnvironment(name: string, requirements: string): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16)
  const folder = join(paths().cache, 'python', `${name}-${hash}`)
  const complete = join(folder, 'complete')
  if (existsSync(complete)) return folder
  console.log(`installing ${requirements} into ${folder}`)
  await ensureDebianPackages(['python3', 'python3-venv', 'libgomp1'], console.log)
  rmSync(folder, { recursive: true, force: true })
  const scratch = join(folder, 'scratch')
  mkdirSync(scratch, { recursive: true })
  const env = { ...process.env, TMPDIR: scratch }
  await command('/usr/bin/python3', ['-m', 'venv', folder], { env })
  const exactly = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:']
  await command(join(folder, 'bin/python'), ['-m', 'pip', 'install', ...exactly, '-r', requirements], { env })
  rmSync(scratch, { recursive: true })
  writeFileSync(complete, '')
  return folder
}
