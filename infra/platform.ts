import type { Resource } from '@pulumi/pulumi'
import { apiServersOfCluster } from '../components/apiServers.ts'
import type { AnyWorkload } from '../services/runtime/workload.ts'
import { chartsFrom } from './charts/chartSource.ts'
import type { Config } from './config.ts'
import { backup } from './layers/backup.ts'
import { balancing } from './layers/balancing.ts'
import { certificates } from './layers/certificates.ts'
import { databases, keyValueStores } from './layers/databases.ts'
import { logging, lokiAlone } from './layers/logging.ts'
import { mesh } from './layers/mesh.ts'
import { alerting, clusterMetrics, leadToDashboards, metrics } from './layers/metrics.ts'
import { modelRegistry } from './layers/modelRegistry.ts'
import { namespaces, namespacesOfStorage } from './layers/namespaces.ts'
import { notebooks } from './layers/notebooks.ts'
import { cephObjectStore, minioStore } from './layers/objectStores.ts'
import { packageIndex } from './layers/packageIndex.ts'
import { pipelines } from './layers/pipelines.ts'
import { registry } from './layers/registry.ts'
import { serving } from './layers/serving.ts'
import { source } from './layers/source.ts'
import { spark } from './layers/spark.ts'
import type { Stack } from './layers/stack.ts'
import { storage, storageMetrics } from './layers/storage.ts'
import { kafkaBroker, streaming } from './layers/streaming.ts'
import type { Locks } from './locks.ts'
import type { PlatformOutputs } from './outputs.ts'
import { platformOutputs } from './platformOutputs.ts'

/** Every layer of the platform, in the order in which they come up. */
export function platform(config: Config, locks: Locks, known: readonly AnyWorkload[]): PlatformOutputs {
  const base = foundation(config, locks, known)
  const ceph = storage(base)
  const stack = upon(base, ceph?.ready)

  const authority = certificates(stack)
  const monitoring = clusterMetrics(stack, authority)
  const prometheus = metrics(stack) ?? monitoring
  const alertmanager = alerting(stack, prometheus)
  const istio = mesh(stack, authority, prometheus)
  leadToDashboards(monitoring, istio)
  storageMetrics(ceph, prometheus)
  const minio = minioStore(stack, prometheus)
  const rgw = cephObjectStore(stack, ceph)
  const objects = minio ?? rgw
  const postgres = databases(stack, { certificates: authority, objects, metrics: prometheus })
  const valkey = keyValueStores(stack)
  const harbor = registry(stack, {
    certificates: authority,
    databases: postgres,
    keyValueStores: valkey,
    objects,
    metrics: prometheus,
    gateway: istio,
  })
  const pypi = packageIndex(stack, istio)
  source(stack, {
    certificates: authority,
    databases: postgres,
    keyValueStores: valkey,
    objects,
    registry: harbor,
    packages: pypi,
    metrics: prometheus,
    gateway: istio,
  })
  logging(stack, { metrics: prometheus, objects, dashboards: monitoring })
  const kafka = kafkaBroker(stack)
  const logs = lokiAlone(stack, prometheus)
  streaming(stack, authority, prometheus)
  const mlflow = modelRegistry(stack, { metrics: prometheus, objects, databases: postgres })
  const kubeflow = pipelines(stack, prometheus, objects)
  notebooks(stack, { objects, registry: mlflow, packages: pypi, mesh: istio })
  spark(stack, prometheus)
  backup(stack, objects, prometheus)
  const workloads = serving(stack, { metrics: prometheus, objects, registry: mlflow, mesh: istio })
  const haproxy = balancing(stack, workloads, prometheus)

  return platformOutputs({
    environment: config.environment,
    codeVersion: locks.images.codeVersion,
    places: stack.places,
    systems: {
      minio,
      'ceph-object-store': rgw,
      mlflow,
      prometheus,
      pypi,
      kafka,
      alertmanager,
      'loki-alone': logs,
      'kubeflow-pipelines': kubeflow,
      haproxy,
    },
    workloads,
  })
}

/** A stack with those namespaces only that its storage lives in. */
function foundation(config: Config, { images, charts }: Locks, known: readonly AnyWorkload[]): Stack {
  const workloads = known.filter(({ name }) => config.workloads.includes(name))
  return {
    config,
    lock: images,
    charts: chartsFrom(config.charts ?? { from: 'upstream' }, charts),
    mirror: { registry: config.images.mirror ?? '', digests: images.mirrored ?? {} },
    apiServers: config.apiServers ?? apiServersOfCluster(),
    workloads,
    places: namespacesOfStorage(config),
  }
}

/** The stack with all of its namespaces, which wait for its storage. */
function upon(base: Stack, storage: Resource | undefined): Stack {
  const others = namespaces(base.config, base.workloads, storage === undefined ? [] : [storage])
  return { ...base, places: { ...base.places, ...others } }
}
