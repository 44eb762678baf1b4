import { createRequire } from 'node:module'
import { serve } from '../protocol/serve.ts'
import { kubernetesProvider } from './provider.ts'

const { version } = createRequire(import.meta.url)('@pulumi/kubernetes/package.json') as { version: string }

await serve((log) => kubernetesProvider(log, version))
