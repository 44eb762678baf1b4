import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { writeChanged } from '../lab/files.ts'
import { pulumiHome } from './environment.ts'

export const projectDirectory = join(import.meta.dirname, '..', '..')

/** A directory in which the CLI finds a stack, so that what it writes beside the configuration stays out of the checkout. */
export interface Workspace {
  readonly directory: string
  readonly project: string
  /** The file of the program. */
  readonly program: string
}

interface StackFile {
  readonly encryptionsalt?: string
}

interface Settings {
  readonly name: string
  readonly main: string
  readonly stackConfigDir?: string
  readonly runtime: unknown
}

export function settingsOf(project: string): Settings {
  return parse(readFileSync(join(project, 'Pulumi.yaml'), 'utf8')) as Settings
}

/** Where the workspace of a stack lies, whether or not it has been made. */
export function workspaceDirectory(
  name: string,
  stack: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  return join(pulumiHome(env), 'workspaces', name, stack)
}

/** @throws Error when the stack has no configuration */
export function workspaceOf(
  stack: string,
  project: string = projectDirectory,
  env: NodeJS.ProcessEnv = process.env,
): Workspace {
  const settings = settingsOf(project)
  const source = join(project, settings.stackConfigDir ?? '.', `Pulumi.${stack}.yaml`)
  if (!existsSync(source)) throw new Error(`Stack ${stack} has no configuration: ${source} does not exist.`)
  const directory = workspaceDirectory(settings.name, stack, env)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const target = join(directory, `Pulumi.${stack}.yaml`)
  const salt = existsSync(target)
    ? (parse(readFileSync(target, 'utf8')) as StackFile).encryptionsalt
    : undefined
  const config = parse(readFileSync(source, 'utf8')) as StackFile
  writeChanged(target, stringify({ ...(salt !== undefined && { encryptionsalt: salt }), ...config }))
  writeChanged(join(directory, 'Pulumi.yaml'), stringify({ name: settings.name, runtime: settings.runtime }))
  return { directory, project: settings.name, program: join(project, settings.main) }
}
