import { globSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../command.ts'
import { ensurePython, type PythonPackages } from '../images/pythonPackages.ts'

export const twinePython: PythonPackages = {
  name: 'twine',
  requirements: join(import.meta.dirname, 'twine', 'requirements.txt'),
  drop: async () => {},
  definedIn: import.meta.filename,
}

/** The real clients of an index of packages: twine, which uploads, and pip, which installs. Both throw what they say. */
export interface PackageClient {
  upload(file: string, username: string, password: string): Promise<void>
  /** Installs a package and nothing that it needs. @returns what `python3 -c` says with it */
  installed(name: string, directory: string, statement: string): Promise<string>
}

/** @param root URL of the index without `simple/` */
export async function packageClient(root: string): Promise<PackageClient> {
  const twine = await ensurePython(twinePython)
  const [pip] = globSync('/usr/share/python-wheels/pip-*.whl')
  const python = (args: string[], environment: Readonly<Record<string, string>>) =>
    command('/usr/bin/python3', ['-s', ...args], { env: { PATH: process.env.PATH, ...environment } })
  return {
    async upload(file, username, password) {
      const upload = ['upload', '--non-interactive', '--disable-progress-bar', '--repository-url', `${root}/`]
      await python(['-m', 'twine', ...upload, file], {
        PYTHONPATH: twine,
        TWINE_USERNAME: username,
        TWINE_PASSWORD: password,
      })
    },
    async installed(name, directory, statement) {
      const from = ['--no-cache-dir', '--no-deps', '--index-url', `${root}/simple/`, '--target', directory]
      await python([join(pip!, 'pip'), 'install', '-q', '--root-user-action=ignore', ...from, name], {})
      return python(['-c', statement], { PYTHONPATH: directory })
    },
  }
}

const wheel = `
import sys, zipfile
directory, name, version = sys.argv[1:]
info = f'{name}-{version}.dist-info'
files = {
    f'{name}.py': f'version = {version!r}\\n',
    f'{info}/METADATA': f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n',
    f'{info}/WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
}
files[f'{info}/RECORD'] = ''.join(f'{path},,\\n' for path in [*files, f'{info}/RECORD'])
file = f'{directory}/{name}-{version}-py3-none-any.whl'
with zipfile.ZipFile(file, 'w') as archive:
    for path, text in files.items():
        archive.writestr(path, text)
print(file, end='')
`

/** Writes a package of one module that says its version. @returns its file */
export function exampleWheel(directory: string, name: string, version: string): Promise<string> {
  return command('/usr/bin/python3', ['-c', wheel, directory, name, version])
}
