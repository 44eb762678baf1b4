import { createRequire } from 'node:module'
import { serve } from '../protocol/serve.ts'
import { randomProvider } from './provider.ts'

const { version } = createRequire(import.meta.url)('@pulumi/random/package.json') as { version: string }

await serve((log) => randomProvider(log, version))
