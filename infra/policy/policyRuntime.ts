import { join } from 'node:path'

/** Where the CLI finds what runs the policy pack. */
export const policyRuntime = join(import.meta.dirname, 'runtime')
