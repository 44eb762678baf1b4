import type { V1Pod } from '@kubernetes/client-node'
import { type MlflowClient, mlflowClient } from '../../services/runtime/mlflow/mlflow.ts'
import type { ModelVersion, Run } from '../../services/runtime/mlflow/mlflowRecords.ts'
import type { PlatformOutputs, WorkloadOutputs } from '../outputs.ts'
import { type Cluster, isReady, podsOf } from './cluster.ts'
import { withForward, withPodForward } from './forward.ts'

/** MLflow's client, through the API server. */
export async function withMlflow<Result>(
  cluster: Cluster,
  outputs: PlatformOutputs,
  use: (mlflow: MlflowClient) => Promise<Result>,
): Promise<Result> {
  return withForward(cluster, outputs.endpoints.mlflow!, ({ host, port }) =>
    use(mlflowClient(`http://${host}:${port}`)),
  )
}

/** The registered model that a workload serves, with the run that made it if it names one; undefined before the first training. */
export async function champion(
  mlflow: MlflowClient,
  name: string,
): Promise<{ model: ModelVersion; run: Run | undefined } | undefined> {
  const model = await mlflow.championOf(name)
  return model && { model, run: model.runId === '' ? undefined : await mlflow.run(model.runId) }
}

/** The pods that serve a workload, and how many are wanted. */
export async function replicasOf(
  cluster: Cluster,
  { namespace, endpoint }: Pick<WorkloadOutputs, 'namespace' | 'endpoint'>,
): Promise<{ pods: V1Pod[]; wanted: number }> {
  const deployment = await cluster.apps.readNamespacedDeployment({ namespace, name: endpoint.service })
  const selector = Object.entries(deployment.spec!.selector.matchLabels!)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  return { pods: await podsOf(cluster, namespace, selector), wanted: deployment.spec?.replicas ?? 0 }
}

/** Asks each ready pod that serves a workload for what a path answers; and how many are wanted. */
export async function askReplicas<Answer>(
  cluster: Cluster,
  workload: Pick<WorkloadOutputs, 'namespace' | 'endpoint'>,
  path: string,
): Promise<{ answers: Promise<Answer>[]; wanted: number }> {
  const { namespace, endpoint } = workload
  const { pods, wanted } = await replicasOf(cluster, workload)
  const answers = pods.filter(isReady).map((pod) => {
    const target = { namespace, pod: pod.metadata!.name!, port: endpoint.port }
    return withPodForward(cluster, target, async ({ host, port }) => {
      const response = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(10_000) })
      return (await response.json()) as Answer
    })
  })
  return { answers, wanted }
}

/** The model version of each ready replica of a workload that answers, and how many replicas are wanted. */
export async function servedVersions(
  cluster: Cluster,
  workload: WorkloadOutputs,
): Promise<{ versions: string[]; wanted: number }> {
  const path = `/v2/models/${workload.endpoint.service}`
  const { answers, wanted } = await askReplicas<{ versions: string[] }>(cluster, workload, path)
  const first = answers.map((answer) => answer.then(({ versions }) => versions[0]!))
  const settled = await Promise.allSettled(first)
  const versions = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  return { versions, wanted }
}
