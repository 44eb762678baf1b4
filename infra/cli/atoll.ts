import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { paths } from '../lab/paths.ts'

// Node compiles the platform's libraries once, not for each command.
enableCompileCache(join(paths().cache, 'node'))
await import('./program.ts')
