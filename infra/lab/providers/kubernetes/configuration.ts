import { containsUnknown, isUnknown, type Properties } from '../protocol/properties.ts'
import type { Checked } from '../protocol/provider.ts'
import { clusterFrom } from './kubeconfig.ts'
import type { SessionOptions } from './session.ts'

const notCovered: Readonly<Record<string, (value: unknown) => boolean>> = {
  renderYamlToDirectory: (value) => value !== '',
  enableServerSideApply: (value) => String(value) === 'false',
}

/** The provider's own settings, refused where they ask for what only the published provider does. */
export function checkConfiguration(news: Properties): Checked {
  const failures = Object.entries(news)
    .filter(([key, value]) => !isUnknown(value) && notCovered[key]?.(value))
    .map(([property, value]) => ({
      property,
      reason: `${String(value)} is not covered by the stand-in for the published Kubernetes provider`,
    }))
  return { inputs: news, failures }
}

/** How to reach the cluster; undefined while that is not known yet, as in a preview that would first make it. */
export function configurationOf(
  args: Properties,
  env: NodeJS.ProcessEnv = process.env,
): SessionOptions | undefined {
  if (containsUnknown(args)) return undefined
  const text = (key: string) => (typeof args[key] === 'string' && args[key] !== '' ? args[key] : undefined)
  return {
    kubeconfig: text('kubeconfig'),
    context: text('context'),
    cluster: text('cluster'),
    namespace: text('namespace'),
    forceConflicts: String(args.enablePatchForce ?? env.PULUMI_K8S_ENABLE_PATCH_FORCE) === 'true',
  }
}

/** The address of the configured cluster, if the configuration alone tells it. */
export function serverOf(args: Properties): string | undefined {
  const options = configurationOf(args)
  if (options?.kubeconfig === undefined) return undefined
  try {
    return clusterFrom(options).server.href
  } catch {
    return undefined
  }
}
