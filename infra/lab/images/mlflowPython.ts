import { readFileSync } from 'node:fs'
import { glob, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '../command.ts'
import { ensureDebianPackages } from '../debian.ts'
import { paths } from '../paths.ts'
import { built } from './built.ts'
import { inputHash } from './inputHash.ts'

const python = '/usr/bin/python3'
const requirements = join(import.meta.dirname, 'mlflow', 'requirements.txt')

const neededBotocoreServices = new Set(['s3', 'sts', 'sso', 'sso-oidc', 'signin'])

type Report = (line: string) => void

/**
 * The directory with MLflow's server and all it needs, installed from `mlflow/requirements.txt` on the first call.
 * It is a PYTHONPATH for Debian's Python 3.11.
 */
export function ensureMlflowPython(report: Report = () => {}): Promise<string> {
  return built(join(paths().cache, 'python', `mlflow-${mlflowPythonKey()}`), (directory) =>
    installMlflow(directory, directory, report),
  )
}

/** Names what `installMlflow` installs. */
export function mlflowPythonKey(): string {
  return inputHash(readFileSync(requirements), readFileSync(import.meta.filename))
}

/** @param place where the empty `directory` will lie when it is used */
export async function installMlflow(directory: string, place: string, report: Report): Promise<void> {
  await ensureDebianPackages(['python3', 'python3-pip-whl', 'ca-certificates'], report)
  await requirePython()
  report('mlflow: installing the Python packages')
  await install(directory)
  await dropWhatIsNotServed(directory)
  report('mlflow: compiling the Python packages')
  await compilePython(directory, place)
}

async function requirePython(): Promise<void> {
  const version = (await command(python, ['--version'])).trim()
  if (!version.startsWith('Python 3.11.')) {
    throw new Error(
      `${python} is ${version}: MLflow's packages are pinned for Python 3.11, that of Debian 12`,
    )
  }
}

async function install(directory: string): Promise<void> {
  const [pip] = await Array.fromAsync(glob('/usr/share/python-wheels/pip-*.whl'))
  if (pip === undefined)
    throw new Error('python3-pip-whl is installed but /usr/share/python-wheels/pip-*.whl is not there')
  const exactly = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '--no-compile']
  const quietly = ['-q', '--root-user-action=ignore', '--disable-pip-version-check']
  await command(python, [
    join(pip, 'pip'),
    'install',
    ...quietly,
    ...exactly,
    '--target',
    directory,
    '-r',
    requirements,
  ])
}

/** Test suites, commands, and the descriptions of 400 cloud services that are not the object store. */
async function dropWhatIsNotServed(directory: string): Promise<void> {
  const drop = (...path: string[]) => rm(join(directory, ...path), { recursive: true, force: true })
  await Promise.all([drop('bin'), drop('include'), drop('pandas', 'tests'), drop('numpy', '_core', 'tests')])
  const services = await readdir(join(directory, 'botocore', 'data'), { withFileTypes: true })
  for (const { name } of services.filter((entry) => entry.isDirectory())) {
    if (!neededBotocoreServices.has(name)) await drop('botocore', 'data', name)
  }
}

/**
 * Writes byte code beside the sources below `directory`, since a container cannot. Python takes it without looking at
 * the sources, and it names them by the place where they will lie, so it is the same on every machine.
 */
export async function compilePython(directory: string, place: string): Promise<void> {
  const options = [
    '-q',
    '-q',
    '-j',
    '2',
    '--invalidation-mode',
    'unchecked-hash',
    '-s',
    directory,
    '-p',
    place,
  ]
  // Some packages carry files for other Pythons: they do not compile, and nothing imports them.
  await command(python, ['-m', 'compileall', ...options, directory]).catch(() => {})
}
