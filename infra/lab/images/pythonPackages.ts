import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '../command.ts'
import { ensureDebianPackages } from '../debian.ts'
import { paths } from '../paths.ts'
import { built } from './built.ts'
import { inputHash } from './inputHash.ts'

const python = '/usr/bin/python3'

type Report = (line: string) => void

/** A program of Python with all it needs. */
export interface PythonPackages {
  readonly name: string
  /** File with every package, its version and its hash, as `lockPython` writes it. */
  readonly requirements: string
  /** Removes from `directory` what the program never reads. */
  readonly drop: (directory: string) => Promise<void>
  /** The file that says so: with another one the packages are installed anew. */
  readonly definedIn: string
}

/** The directory with the packages, installed on the first call: a PYTHONPATH for Debian's Python 3.11. */
export function ensurePython(packages: PythonPackages, report: Report = () => {}): Promise<string> {
  const name = `${packages.name}-${pythonKey(packages)}`
  return built(join(paths().cache, 'python', name), (directory) =>
    installPython(packages, directory, directory, report),
  )
}

/** Names what `installPython` installs. */
export function pythonKey({ requirements, definedIn }: PythonPackages): string {
  return inputHash(...[requirements, definedIn, import.meta.filename].map((file) => readFileSync(file)))
}

/** @param place where the empty `directory` will lie when it is used */
export async function installPython(
  { name, requirements, drop }: PythonPackages,
  directory: string,
  place: string,
  report: Report,
): Promise<void> {
  await ensureDebianPackages(['python3', 'python3-pip-whl', 'ca-certificates'], report)
  await requirePython()
  report(`${name}: installing the Python packages`)
  await install(requirements, directory)
  await drop(directory)
  report(`${name}: compiling the Python packages`)
  await compilePython(directory, place)
}

async function requirePython(): Promise<void> {
  const version = (await command(python, ['--version'])).trim()
  if (!version.startsWith('Python 3.11.')) {
    throw new Error(`${python} is ${version}: packages are pinned for Python 3.11, that of Debian 12`)
  }
}

async function install(requirements: string, directory: string): Promise<void> {
  const [pip] = await Array.fromAsync(glob('/usr/share/python-wheels/pip-*.whl'))
  if (pip === undefined)
    throw new Error('python3-pip-whl is installed but /usr/share/python-wheels/pip-*.whl is not there')
  const exactly = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '--no-compile']
  const quietly = ['-q', '--root-user-action=ignore', '--disable-pip-version-check']
  const where = ['--target', directory, '-r', requirements]
  await command(python, [join(pip, 'pip'), 'install', ...quietly, ...exactly, ...where])
}

/**
 * Writes byte code beside the sources below `directory`, since a container cannot. Python takes it without looking at
 * the sources, and it names them by the place where they will lie, so it is the same on every machine.
 */
export async function compilePython(directory: string, place: string): Promise<void> {
  const quietly = ['-q', '-q', '-j', '2']
  const options = [...quietly, '--invalidation-mode', 'unchecked-hash', '-s', directory, '-p', place]
  // Some packages carry files for other Pythons: they do not compile, and nothing imports them.
  await command(python, ['-m', 'compileall', ...options, directory]).catch(() => {})
}
