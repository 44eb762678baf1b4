import { ceph } from '../../components/monitoring/dashboards/ceph.ts'
import { cluster } from '../../components/monitoring/dashboards/cluster.ts'
import { continuousIntegration } from '../../components/monitoring/dashboards/continuousIntegration.ts'
import type { Dashboard } from '../../components/monitoring/dashboards/dashboard.ts'
import { databases } from '../../components/monitoring/dashboards/databases.ts'
import { inputs } from '../../components/monitoring/dashboards/inputs.ts'
import { kafka } from '../../components/monitoring/dashboards/kafka.ts'
import { models } from '../../components/monitoring/dashboards/models.ts'
import { objectStore } from '../../components/monitoring/dashboards/objectStore.ts'
import { pipelines } from '../../components/monitoring/dashboards/pipelines.ts'
import { registry } from '../../components/monitoring/dashboards/registry.ts'
import { storage } from '../../components/monitoring/dashboards/storage.ts'
import { training } from '../../components/monitoring/dashboards/training.ts'
import type { Config } from '../config.ts'

/** Every dashboard of ours that there is, by the system that it shows. */
const bySystem = {
  'kube-prometheus-stack': [cluster, storage],
  'rook-ceph': [ceph],
  minio: [objectStore],
  'cloudnative-pg': [databases],
  harbor: [registry],
  'gitlab-runner': [continuousIntegration],
  strimzi: [kafka],
  'kubeflow-pipelines': [pipelines],
}
const ofWorkloads = [models, inputs, training]

export const allDashboards: readonly Dashboard[] = [...Object.values(bySystem).flat(), ...ofWorkloads]

/** The dashboards of what a stack has: those that would be empty are left out. */
export function dashboardsOf({
  systems,
  workloads,
}: {
  readonly systems: readonly string[]
  readonly workloads: Config['workloads']
}): Dashboard[] {
  const shown = Object.entries(bySystem).flatMap(([system, all]) => (systems.includes(system) ? all : []))
  return [...shown, ...(workloads.length > 0 ? ofWorkloads : [])]
}
