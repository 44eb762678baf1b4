import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { paths } from '../lab/paths.ts'
import { withoutArborist } from '../pulumi/withoutArborist.ts'

// Node compiles the platform's libraries once, not for each command.
enableCompileCache(join(cache(), 'node-compile-cache'))
withoutArborist()
await import('./program.ts')

function cache(): string {
  try {
    return paths().cache
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(2)
  }
}
