import * as pulumi from '@pulumi/pulumi'
import { z } from 'zod'
import type { AnyWorkload } from '../services/runtime/workload.ts'
import { coupledProblems } from './coupled.ts'
import { presets, type SizeName, type Sizes } from './presets.ts'
import { ConfigError, compare, suggestion } from './problems.ts'
import { type StackFile, stackSchema } from './stackSchema.ts'
import type { SystemName } from './systems.ts'
import { type User, usersOf } from './users.ts'

export const environments = ['loc', 'dev', 'stage', 'prod'] as const
export type Environment = (typeof environments)[number]

/** What a workload's value says that a configuration is checked against. */
export type KnownWorkload = Pick<AnyWorkload, 'name' | 'serving' | 'training' | 'published'>

/** One stack's configuration: what its file says, with every size spelled out. */
export interface Config extends Omit<StackFile, 'size' | 'sizes' | 'systems' | 'users'> {
  readonly users: readonly User[]
  readonly systems: readonly SystemName[]
  readonly environment: Environment
  readonly size: SizeName
  readonly sizes: Sizes
}

/**
 * Checks a stack's plain values and spells out its sizes.
 * @param stack name of the stack, which is the name of its environment
 * @throws ConfigError with every problem: its path, the value, and what would be right
 */
export function readConfig(stack: string, raw: unknown, workloads: readonly KnownWorkload[]): Config {
  const environment = environments.find((name) => name === stack)
  if (environment === undefined)
    throw new ConfigError(`stack ${JSON.stringify(stack)}`, [
      { path: 'stack', message: `unknown; ${suggestion(stack, environments)}` },
    ])
  const { problems } = compare(stackSchema, raw)
  const broken = new Set(problems.map(({ path }) => path.split('.')[0]))
  const sound: Partial<StackFile> = Object.fromEntries(
    Object.entries((raw ?? {}) as Partial<StackFile>).filter(([key]) => !broken.has(key)),
  )
  const file = { ...sound, sizes: spellOut(sound) }
  // A broken field is there: it is not missing beside what needs it.
  const coupled = coupledProblems(environment, file, workloads).filter(
    ({ path }) => !broken.has(path.split('.')[0]),
  )
  const all = [...problems, ...coupled]
  if (all.length > 0) throw new ConfigError(`stacks/Pulumi.${stack}.yaml`, all)
  return freeze({ environment, ...file, users: usersOf(file.users, file.sizes!) } as Config)
}

/** The configuration of the stack that Pulumi runs. @throws ConfigError */
export function loadConfig(workloads: readonly KnownWorkload[]): Config {
  return readConfig(pulumi.getStack(), plainValues(pulumi.runtime.allConfig()), workloads)
}

/** Pulumi's flat strings as plain values: structured ones are JSON, unless the schema wants text. */
export function plainValues(flat: Readonly<Record<string, string>>): Record<string, unknown> {
  const own = Object.entries(flat).filter(([key]) => key.startsWith('atoll:'))
  return Object.fromEntries(
    own.map(([key, text]) => {
      const name = key.slice('atoll:'.length)
      const wanted = stackSchema.shape[name as keyof StackFile]
      return [name, wanted instanceof z.ZodString || wanted instanceof z.ZodEnum ? text : parse(text)]
    }),
  )
}

function spellOut({ size, sizes: own = {} }: Partial<StackFile>): Sizes | undefined {
  if (size === undefined) return undefined
  const replaced: Readonly<Record<string, object | undefined>> = own
  return Object.fromEntries(
    Object.entries(presets[size]).map(([system, preset]) => [system, { ...preset, ...replaced[system] }]),
  ) as unknown as Sizes
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}
