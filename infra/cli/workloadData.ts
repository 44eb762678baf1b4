import { type ObjectStore, objectStore } from '../../services/runtime/objectStore.ts'
import type { RetryPolicy } from '../../services/runtime/retry.ts'
import { sha256 } from '../../services/runtime/sha256.ts'
import { dataKey } from '../../services/runtime/training/trainingJob.ts'
import type { AnyWorkload } from '../../services/runtime/workload.ts'
import type { WorkloadOutputs } from '../outputs.ts'
import { type Cluster, readSecret } from './cluster.ts'
import { withForward } from './forward.ts'
import type { RawData } from './givenData.ts'
import type { Waiting } from './steps.ts'

/** What is known of the raw file in the store, or undefined if there is none. */
export async function storedData(
  cluster: Cluster,
  workload: AnyWorkload,
  outputs: WorkloadOutputs,
  waiting: Waiting,
): Promise<{ origin: string; sha256: string } | undefined> {
  return withStore(cluster, outputs, waiting, async (store) => {
    const found = await store.stat(dataKey(workload))
    if (found === undefined) return undefined
    const { origin = 'unknown', sha256 = 'unknown' } = found.metadata
    return { origin: decodeURIComponent(origin), sha256 }
  })
}

/** Puts the raw file into the workload's bucket. */
export async function uploadData(
  cluster: Cluster,
  workload: AnyWorkload,
  outputs: WorkloadOutputs,
  data: RawData,
  waiting: Waiting,
): Promise<void> {
  await withStore(cluster, outputs, waiting, (store) =>
    store.put(dataKey(workload), data.bytes, {
      'Content-Type': workload.data.mediaType,
      'X-Amz-Meta-Origin': encodeURIComponent(data.origin),
      'X-Amz-Meta-Sha256': sha256(data.bytes),
    }),
  )
}

/** About 50 s in all: long enough for the store's pod to be replaced. */
export function storeRetry(name: string, { report, signal }: Waiting): RetryPolicy {
  return {
    attempts: 13,
    firstDelayMs: 500,
    longestDelayMs: 5000,
    onRetry: ({ attempt, attempts, reason }) =>
      report(`${name} does not answer (${reason}), attempt ${attempt} of ${attempts}`),
    ...(signal && { signal }),
  }
}

/** Uses the bucket of a workload, through the API server. */
export async function withStore<Result>(
  cluster: Cluster,
  { namespace, store }: WorkloadOutputs,
  waiting: Waiting,
  use: (store: ObjectStore) => Promise<Result>,
): Promise<Result> {
  const { accessKeyId, secretAccessKey } = await readSecret(cluster, namespace, store.secret)
  const { region, bucket } = store
  return withForward(cluster, store.endpoint, ({ host, port }) =>
    use(
      objectStore(
        {
          endpoint: `http://${host}:${port}`,
          ...{ region, bucket, accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! },
        },
        { timeoutMs: 60_000, retry: storeRetry(store.endpoint.service, waiting) },
      ),
    ),
  )
}
