import { chartArguments, chartSource, loginOf } from '../lab/providers/kubernetes/helm/chartSource.ts'
import { helm } from '../lab/providers/kubernetes/helm/helm.ts'
import { objectsOf } from '../lab/providers/kubernetes/helm/manifest.ts'
import { placed } from '../lab/providers/kubernetes/helm/scope.ts'
import type { KubernetesObject } from '../lab/providers/kubernetes/objects.ts'

/**
 * Every object that Helm makes of a release, those of its hooks too, rendered without a cluster.
 * @param inputs of a `helm.v3.Release`, all known
 * @throws with what Helm says where the chart cannot be rendered
 */
export async function releaseObjects(inputs: Readonly<Record<string, unknown>>): Promise<KubernetesObject[]> {
  const source = chartSource(inputs, 'release', 'default')
  const manifest = await helm(
    ['template', source.release, ...chartArguments(source), '--skip-tests', '--values=-'],
    { login: loginOf(source), input: JSON.stringify(source.values) },
  )
  return placed(objectsOf(manifest), source.namespace, async () => undefined)
}
