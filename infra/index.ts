import { join } from 'node:path'
import { RunError, runtime } from '@pulumi/pulumi'
import { workloads as known } from '../services/workloads.ts'
import { loadConfig } from './config.ts'
import { loadLocks } from './locks.ts'
import { platform } from './platform.ts'
import { ConfigError } from './problems.ts'
import { linearStructs } from './pulumi/linearStructs.ts'
import { transforms } from './transforms.ts'

const projectDirectory = join(import.meta.dirname, '..')

/** What a person can put right is shown without a trace of the program. */
async function explained<Value>(read: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof ConfigError ? new RunError(error.message) : error
  }
}

linearStructs()

const config = await explained(() => loadConfig(known))
const locks = await explained(() => loadLocks(config, projectDirectory))

runtime.registerResourceTransform(transforms(config, locks, projectDirectory))

export const { environment, codeVersion, namespaces, endpoints, workloads } = platform(config, locks, known)
