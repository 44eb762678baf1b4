import type { Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import { KubeflowPipelines } from '../../components/ml/pipelines/kubeflowPipelines.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function pipelines(stack: Stack, metrics: Metrics | undefined, objects: ObjectStores | undefined) {
  const { config, apiServers } = stack
  return ifOn(
    stack,
    'kubeflow-pipelines',
    (place) =>
      new KubeflowPipelines({
        ...config.sizes.pipelines,
        place,
        apiServers,
        objects: needed(objects, 'object stores').bucket('pipelines', place),
        storageClass: config.storageClass,
        metrics,
      }),
  )
}
