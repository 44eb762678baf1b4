import type { Metrics, ObjectStores } from '../../components/contracts.ts'
import { Mlflow } from '../../components/ml/mlflow.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function modelRegistry(stack: Stack, metrics: Metrics | undefined, objects: ObjectStores | undefined) {
  const { config, lock } = stack
  return ifOn(
    stack,
    'mlflow',
    (place) =>
      new Mlflow({
        ...config.sizes.mlflow,
        place,
        image: lock.images.mlflow,
        artifacts: needed(objects, 'object stores').reader('mlflow', place, {
          buckets: config.workloads,
          prefix: 'mlflow/',
        }),
        storageClass: config.storageClass,
        domain: config.domain,
        metrics,
        nodePort: config.nodePorts.mlflow,
      }),
  )
}
