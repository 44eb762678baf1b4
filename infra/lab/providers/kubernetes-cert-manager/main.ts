import { createRequire } from 'node:module'
import { serve } from '../protocol/serve.ts'
import { certManagerProvider } from './provider.ts'

const require = createRequire(import.meta.url)
const versionOf = (name: string) => (require(`@pulumi/${name}/package.json`) as { version: string }).version

await serve((log) => certManagerProvider(log, versionOf('kubernetes-cert-manager'), versionOf('kubernetes')))
