import type { AlertGroup } from '../../components/monitoring/alerts/alert.ts'
import { ceph } from '../../components/monitoring/alerts/ceph.ts'
import { cluster } from '../../components/monitoring/alerts/cluster.ts'
import { databases } from '../../components/monitoring/alerts/databases.ts'
import { inputs } from '../../components/monitoring/alerts/inputs.ts'
import { kafka } from '../../components/monitoring/alerts/kafka.ts'
import { models } from '../../components/monitoring/alerts/models.ts'
import { objectStore } from '../../components/monitoring/alerts/objectStore.ts'
import { pipelines } from '../../components/monitoring/alerts/pipelines.ts'
import { registry } from '../../components/monitoring/alerts/registry.ts'
import { storage } from '../../components/monitoring/alerts/storage.ts'
import { messages, servers, targets } from '../../components/monitoring/alerts/watch.ts'
import { workloadNamed } from '../../services/workloads.ts'
import type { Config } from '../config.ts'

/** Every group of alerts that there is. */
export const allAlerts: readonly AlertGroup[] = [
  targets,
  servers,
  messages,
  cluster,
  storage,
  ceph,
  objectStore,
  databases,
  registry,
  kafka,
  pipelines,
  models,
  inputs,
]

/** The alerts on what a stack has: those that could never fire are left out. */
export function alertsOf({
  systems,
  workloads,
}: {
  readonly systems: readonly string[]
  readonly workloads: Config['workloads']
}): AlertGroup[] {
  const has = (system: string) => systems.includes(system)
  return [
    ...(has('prometheus') || has('kube-prometheus-stack') ? [targets] : []),
    ...(has('prometheus') ? [servers] : []),
    ...(has('alertmanager') || has('kube-prometheus-stack') ? [messages] : []),
    ...(has('kube-prometheus-stack') ? [cluster, storage] : []),
    ...(has('rook-ceph') && has('kube-prometheus-stack') ? [ceph] : []),
    ...(has('minio') ? [objectStore] : []),
    ...(has('harbor') && has('kube-prometheus-stack') ? [registry] : []),
    ...(has('cloudnative-pg') ? [databases] : []),
    ...(has('strimzi') ? [kafka] : []),
    ...(has('kubeflow-pipelines') && has('kube-prometheus-stack') ? [pipelines] : []),
    ...(workloads.length > 0 ? [models] : []),
    ...(workloads.some((name) => workloadNamed(name).serving.monitored !== undefined) ? [inputs] : []),
  ]
}
