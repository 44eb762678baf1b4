import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePython, type PythonPackages } from './pythonPackages.ts'

/** MLflow's server. */
export const mlflowPython: PythonPackages = {
  name: 'mlflow',
  requirements: join(import.meta.dirname, 'mlflow', 'requirements.txt'),
  drop: dropWhatIsNotServed,
  definedIn: import.meta.filename,
}

/** The directory with MLflow's server and all it needs, to be run on this machine. */
export function ensureMlflowPython(report?: (line: string) => void): Promise<string> {
  return ensurePython(mlflowPython, report)
}

const neededBotocoreServices = new Set(['s3', 'sts', 'sso', 'sso-oidc', 'signin'])

/** Test suites, commands, and the descriptions of 400 cloud services that are not the object store. */
async function dropWhatIsNotServed(directory: string): Promise<void> {
  const drop = (...path: string[]) => rm(join(directory, ...path), { recursive: true, force: true })
  await Promise.all([drop('bin'), drop('include'), drop('pandas', 'tests'), drop('numpy', '_core', 'tests')])
  const services = await readdir(join(directory, 'botocore', 'data'), { withFileTypes: true })
  for (const entry of services.filter((one) => one.isDirectory())) {
    if (!neededBotocoreServices.has(entry.name)) await drop('botocore', 'data', entry.name)
  }
}
