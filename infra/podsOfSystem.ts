import { operatorSize as databaseOperatorSize, pluginSize } from '../components/databases/cloudNativePg.ts'
import { sidecarSize } from '../components/databases/databaseBackup.ts'
import { collectorSize } from '../components/logging/collector.ts'
import { alloySize } from '../components/logging/lokiValues.ts'
import { haproxySize } from '../components/mesh/haproxy.ts'
import { istioCniSize } from '../components/mesh/istioCni.ts'
import { notebookControllerSize } from '../components/ml/notebookController.ts'
import { smallProgram } from '../components/ml/pipelines/pipelineDeployment.ts'
import { alertmanagerSize, alertmanagerVolume } from '../components/monitoring/alertmanager.ts'
import { partsOfMonitoring } from '../components/monitoring/kubePrometheusStackValues.ts'
import { smallPart } from '../components/registry/harborValues.ts'
import { helperSize, managerSize } from '../components/source/gitlabRunnerValues.ts'
import { gitalySize, toolboxSize, workhorseSize } from '../components/source/gitlabValues.ts'
import { cephCounts, cephDaemons, csiContainers, csiSidecars } from '../components/storage/cephDaemons.ts'
import {
  entityOperatorSize,
  exporterSize,
  operatorSize as kafkaOperatorSize,
} from '../components/streaming/strimzi.ts'
import type { Config } from './config.ts'
import type { PodSize, Sizes } from './presets.ts'
import { quantity } from './quantity.ts'
import type { SystemName } from './systems.ts'

/** Some pods that are alike. */
export interface PodGroup extends PodSize {
  readonly name: string
  readonly count: number
  /** Of each. */
  readonly volume?: string
}

/** What the pods of a system depend on. */
type Measures = Pick<Config, 'sizes' | 'nodes' | 'devices' | 'users'> & {
  readonly systems: readonly string[]
}

/** Every pod of a system: what the capacity of the nodes is checked against. */
export function podsOfSystem(system: SystemName, config: Measures): readonly PodGroup[] {
  // A misspelt name may be one that every object has, as constructor.
  const count = Object.hasOwn(pods, system) ? pods[system] : undefined
  return count?.(config.sizes, config) ?? []
}

const pods: Partial<Record<SystemName, (sizes: Sizes, config: Measures) => readonly PodGroup[]>> = {
  'rook-ceph': ({ ceph }, config) => cephPods(ceph, config),
  'cert-manager': ({ certManager }) => [
    { name: 'cert-manager', ...certManager, count: 3 * certManager.replicas },
  ],
  'istio-cni': (_sizes, { nodes }) => [{ name: "Istio's agent", count: workersOf(nodes), ...istioCniSize }],
  istio: ({ mesh }) => [{ name: 'istiod and the gateway', ...mesh, count: 2 * mesh.replicas }],
  haproxy: () => [{ name: 'haproxy', count: 1, ...haproxySize }],
  'spark-operator': ({ spark }) => [{ name: "Spark's operator", ...spark, count: 2 * spark.replicas }],
  harbor: ({ harbor, postgres, valkey }) => [
    { name: 'harbor', ...harbor, count: 3 * harbor.replicas },
    { name: "Harbor's smaller parts", ...smallPart, count: 3 * harbor.replicas + 1 },
    database("Harbor's database", postgres),
    { name: "Harbor's key-value store", ...valkey, count: 1 },
  ],
  pypi: ({ pypi }) => [{ name: 'pypi', count: 1, ...pypi }],
  kafka: ({ kafkaBroker }) => [{ name: 'kafka', count: 1, ...kafkaBroker }],
  gitlab: ({ gitlab: { replicas, volume, ...size }, postgres, valkey }) => [
    { name: "GitLab's web server", ...podOf(size, workhorseSize), count: replicas },
    { name: "GitLab's background jobs", ...size, count: replicas },
    { name: "GitLab's repositories", ...gitalySize, volume, count: 1 },
    { name: "GitLab's tools and its migration", ...toolboxSize, count: 2 },
    { name: "GitLab's backup", ...toolboxSize, volume, count: 1 },
    database("GitLab's database", postgres),
    { name: "GitLab's key-value store", ...valkey, count: 1 },
  ],
  'gitlab-runner': ({ gitlabRunner: { jobs, ...size } }) => [
    { name: "GitLab's runner", ...managerSize, count: 1 },
    { name: 'jobs of pipelines', ...podOf(size, helperSize), count: jobs },
  ],
  strimzi: ({ kafka }) => [
    { name: 'kafka', count: kafka.replicas, ...kafka },
    { name: "Strimzi's operator", count: kafka.replicas > 1 ? 2 : 1, ...kafkaOperatorSize },
    { name: "Kafka's exporter of metrics", count: 1, ...exporterSize },
    { name: "Kafka's entity operator", count: 1, ...podOf(entityOperatorSize, entityOperatorSize) },
  ],
  'ceph-object-store': ({ cephObjectStore: { replicas, volume, ...pod } }) => [
    { name: "Ceph's gateway of objects", count: replicas, ...pod },
    { name: 'the buckets of Ceph', count: 1, cpu: '0m', memory: '0Mi', volume },
  ],
  minio: ({ minio }) => [{ name: 'minio', count: minio.replicas, ...minio }],
  'cloudnative-pg': ({ postgres }) => [
    { name: "CloudNativePG's operator", count: postgres.replicas > 1 ? 2 : 1, ...databaseOperatorSize },
    { name: 'what makes backups of databases', count: 1, ...pluginSize },
  ],
  loki: ({ loki }, { nodes }) => [
    { name: 'loki', count: loki.replicas, ...loki },
    { name: 'alloy', count: workersOf(nodes), ...alloySize },
  ],
  'loki-alone': ({ lokiAlone }, { nodes }) => [
    { name: 'loki', count: 1, ...lokiAlone },
    { name: 'its collector', count: workersOf(nodes), ...collectorSize },
  ],
  mlflow: ({ mlflow: { volume, replicas, ...pod }, postgres }, { systems }) =>
    systems.includes('cloudnative-pg')
      ? [{ name: 'mlflow', count: replicas, ...pod }, database("MLflow's database", postgres)]
      : [{ name: 'mlflow', count: 1, ...pod, volume }],
  'kubeflow-notebooks': ({ proxy }, { users, systems }) => [
    { name: 'the controller of notebooks', count: 1, ...notebookControllerSize },
    ...users.map(({ name, cpu, memory, volume }) => ({
      name: `the notebook of ${name}`,
      count: 1,
      cpu,
      memory,
      volume,
    })),
    { name: 'the proxies of notebooks', count: systems.includes('istio') ? users.length : 0, ...proxy },
  ],
  prometheus: ({ prometheus }) => [{ name: 'prometheus', count: 1, ...prometheus }],
  alertmanager: () => [{ name: 'alertmanager', count: 1, ...alertmanagerSize, volume: alertmanagerVolume }],
  'kube-prometheus-stack': ({ kubePrometheusStack: size }, { nodes }) => [
    { name: 'prometheus', count: size.replicas, ...size },
    ...partsOfMonitoring(size.replicas, workersOf(nodes)),
  ],
  'kubeflow-pipelines': ({ pipelines: { replicas, volume, ...pod } }) => [
    { name: 'Kubeflow Pipelines', count: 2 * replicas, ...pod },
    { name: "Kubeflow Pipelines' smaller parts", count: 3 * replicas + 2, ...smallProgram },
    { name: "Kubeflow Pipelines' database", count: 1, ...pod, volume },
  ],
  velero: ({ velero }, { nodes }) => [{ name: 'velero', count: 1 + workersOf(nodes), ...velero }],
}

/** How many nodes take pods. */
export function workersOf({ controlPlane, workers }: Config['nodes']): number {
  return workers > 0 ? workers : controlPlane
}

function cephPods(disk: PodSize, { nodes, devices }: Measures): PodGroup[] {
  const everywhere = workersOf(nodes)
  const { monitors, managers, metadataServers, drivers, provisioners } = cephCounts
  const csi = (sidecars: readonly string[]) => [
    csiContainers.plugin,
    ...sidecars.map(() => csiContainers.sidecar),
  ]
  return [
    { name: "Ceph's disk", count: everywhere * (devices?.perNode ?? 0), ...disk },
    { name: "Ceph's monitor", count: monitors, ...cephDaemons.monitor },
    { name: "Ceph's manager", count: managers, ...podOf(cephDaemons.manager, cephDaemons.managerSidecar) },
    { name: "Ceph's metadata server", count: metadataServers, ...cephDaemons.metadataServer },
    {
      name: "Ceph's exporter",
      count: everywhere,
      ...podOf(cephDaemons.exporter, cephDaemons.crashCollector),
    },
    { name: "Ceph's provisioner", count: drivers * provisioners, ...podOf(...csi(csiSidecars.controller)) },
    { name: "Ceph's driver on a node", count: drivers * everywhere, ...podOf(...csi(csiSidecars.node)) },
    { name: "Ceph's operators", count: 1, ...podOf(cephDaemons.operator, cephDaemons.csiOperator) },
  ]
}

/** A consumer's instances of PostgreSQL, each with what makes its backups. */
function database(name: string, { replicas, volume, ...instance }: Sizes['postgres']): PodGroup {
  return { name, count: replicas, ...podOf(instance, sidecarSize), volume }
}

/** What several containers ask for together. */
export function podOf(...containers: readonly PodSize[]): PodSize {
  const sum = (kind: keyof PodSize, unit: string) =>
    containers.reduce((total, container) => total + quantity(container[kind]), 0) / quantity(`1${unit}`)
  return { cpu: `${Math.round(sum('cpu', 'm'))}m`, memory: `${Math.round(sum('memory', 'Mi'))}Mi` }
}
