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
  /** The directory of the project, with its Pulumi.yaml. */
  readonly root: string
  /** The file of the program. */
  readonly program: string
  /** The configuration of the stack. */
  readonly config: Readonly<Record<string, unknown>>
}

interface StackFile {
  readonly encryptionsalt?: string
  readonly config?: Readonly<Record<string, unknown>>
}

export interface WorkspaceOptions {
  /** The directory with Pulumi.yaml, ours by default. */
  readonly project?: string
  /** Values that take the place of those of the stack's file, by their whole keys. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  readonly env?: NodeJS.ProcessEnv
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
  { project = projectDirectory, settings, env = process.env }: WorkspaceOptions = {},
): Workspace {
  const { name, main, runtime, stackConfigDir = '.' } = settingsOf(project)
  const source = join(project, stackConfigDir, `Pulumi.${stack}.yaml`)
  if (!existsSync(source)) throw new Error(`Stack ${stack} has no configuration: ${source} does not exist.`)
  const directory = workspaceDirectory(name, stack, env)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const target = join(directory, `Pulumi.${stack}.yaml`)
  const salt = existsSync(target)
    ? (parse(readFileSync(target, 'utf8')) as StackFile).encryptionsalt
    : undefined
  const file = parse(readFileSync(source, 'utf8')) as StackFile
  const config = { ...file.config, ...settings }
  writeChanged(target, stringify({ ...(salt !== undefined && { encryptionsalt: salt }), ...file, config }))
  writeChanged(join(directory, 'Pulumi.yaml'), stringify({ name, runtime }))
  return { directory, project: name, root: project, program: join(project, main), config }
}
