import type { Databases } from '../../components/contracts/databases.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import { Mlflow } from '../../components/ml/mlflow.ts'
import { notebookOf } from '../users.ts'
import { ifOn, needed, type Stack } from './stack.ts'

interface Systems {
  readonly metrics: Metrics | undefined
  readonly objects: ObjectStores | undefined
  /** Where there are some, it keeps in one what it knows. */
  readonly databases: Databases | undefined
}

export function modelRegistry(stack: Stack, { metrics, objects, databases }: Systems) {
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
          buckets: [...config.workloads, ...config.users.map(notebookOf)],
          prefix: 'mlflow/',
        }),
        database: databases?.database('mlflow', place),
        storageClass: config.storageClass,
        domain: config.domain,
        metrics,
        nodePort: config.nodePorts.mlflow,
      }),
  )
}
