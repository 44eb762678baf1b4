import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../infra/lab/command.ts'
import { ensureDebianPackages } from '../infra/lab/debian.ts'
import { built } from '../infra/lab/images/built.ts'
import { inputHash } from '../infra/lab/images/inputHash.ts'
import { paths } from '../infra/lab/paths.ts'

/**
 * The Python of a virtual environment with exactly the packages of a requirements file, made in the cache on the
 * first call.
 *
 * @param name - `bench-train`
 * @returns the path of its `python`
 */
export async function ensurePythonEnvironment(name: string, requirements: string): Promise<string> {
  const key = inputHash(readFileSync(requirements))
  const directory = await built(join(paths().cache, 'python', `${name}-${key}`), async (place) => {
    console.log(`${name}: installing the Python packages of ${requirements}`)
    await ensureDebianPackages(['python3', 'python3-venv', 'libgomp1'], console.log)
    await command('/usr/bin/python3', ['-m', 'venv', place])
    const quietly = ['-q', '--disable-pip-version-check']
    const exactly = ['--no-deps', '--only-binary', ':all:']
    await command(join(place, 'bin/python'), [
      '-m',
      'pip',
      'install',
      ...quietly,
      ...exactly,
      '-r',
      requirements,
    ])
  })
  return join(directory, 'bin/python')
}
