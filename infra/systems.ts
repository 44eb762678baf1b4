import type { ChartName } from '../components/charts.ts'
import type { PodSecurity } from '../components/namespace.ts'

/** What a system offers to others, by its contract in components/contracts.ts. */
export type Contract =
  | 'backup'
  | 'storage'
  | 'certificates'
  | 'objectStores'
  | 'brokers'
  | 'metrics'
  | 'alerting'
  | 'modelRegistry'
  | 'interception'
  | 'gateway'
  | 'databases'
  | 'keyValueStores'
  | 'spark'
  | 'registry'
  | 'source'
  | 'logs'
  | 'pipelines'
  | 'packageIndex'

/** A system that a stack may have. */
export interface System {
  /** For people: what it is. */
  readonly title: string
  readonly gives: readonly Contract[]
  /** What must be there for it to work. */
  readonly needs: readonly Contract[]
  readonly charts: readonly ChartName[]
  /** Whether it runs images of others although it is no chart. */
  readonly runsOthersImages?: true
  /** Whether it is one pod where another system that gives the same is many. */
  readonly isForOneNode?: true
  /** What the pods of its namespace may do; `restricted` wherever the system can. */
  readonly podSecurity: PodSecurity
}

const own = { charts: [], podSecurity: 'restricted' } as const

/** Every system, in the order in which they come up. */
export const systems = {
  'rook-ceph': {
    title: 'Rook-Ceph: volumes over the disks of the nodes',
    gives: ['storage'],
    needs: [],
    charts: ['rook-ceph', 'ceph-csi-drivers', 'rook-ceph-cluster'],
    podSecurity: 'privileged',
  },
  'cert-manager': {
    title: 'cert-manager: certificates of an authority inside the network',
    gives: ['certificates'],
    needs: [],
    charts: ['cert-manager'],
    podSecurity: 'restricted',
  },
  'istio-cni': {
    title: "Istio's agent on each node, which leads the connections of pods through their proxies",
    gives: ['interception'],
    needs: [],
    charts: ['cni'],
    podSecurity: 'privileged',
  },
  istio: {
    title: 'Istio: mutual TLS between the pods of workloads, and the gateway into the cluster',
    gives: ['gateway'],
    needs: ['certificates', 'interception'],
    charts: ['base', 'istiod', 'gateway'],
    podSecurity: 'restricted',
  },
  haproxy: {
    title: 'HAProxy: the gateway of one node, which leads each request to the next replica of a workload',
    gives: ['gateway'],
    needs: [],
    isForOneNode: true,
    ...own,
  },
  prometheus: {
    title: 'Prometheus alone, for one node',
    gives: ['metrics'],
    needs: [],
    isForOneNode: true,
    ...own,
  },
  alertmanager: {
    title: 'Alertmanager alone, beside Prometheus alone: it tells a chat of alerts',
    gives: ['alerting'],
    needs: ['metrics'],
    isForOneNode: true,
    ...own,
  },
  'kube-prometheus-stack': {
    title: 'Prometheus, Alertmanager, Grafana, and the metrics of the cluster and its nodes',
    gives: ['metrics', 'alerting'],
    needs: ['certificates'],
    charts: ['kube-prometheus-stack'],
    podSecurity: 'privileged',
  },
  minio: {
    title: 'MinIO: an object store, with a bucket and a key for each consumer',
    gives: ['objectStores'],
    needs: [],
    ...own,
  },
  'ceph-object-store': {
    title: "Ceph's object store, in place of MinIO",
    gives: ['objectStores'],
    needs: ['storage'],
    ...own,
  },
  'cloudnative-pg': {
    title: 'CloudNativePG: a PostgreSQL server for each consumer, with its backups in the object store',
    gives: ['databases'],
    needs: ['certificates', 'objectStores'],
    charts: ['cloudnative-pg', 'plugin-barman-cloud'],
    podSecurity: 'restricted',
  },
  valkey: {
    title: "Valkey: a key-value store of Redis' protocol for each consumer",
    gives: ['keyValueStores'],
    needs: [],
    ...own,
  },
  harbor: {
    title: 'Harbor: images and charts, with projects and a robot for each consumer',
    gives: ['registry'],
    needs: ['certificates', 'databases', 'keyValueStores', 'objectStores'],
    charts: ['harbor'],
    podSecurity: 'restricted',
  },
  pypi: {
    title: 'pypiserver: an index of Python packages',
    gives: ['packageIndex'],
    needs: [],
    ...own,
  },
  kafka: {
    title: 'Kafka with one broker, for one node',
    gives: ['brokers'],
    needs: [],
    isForOneNode: true,
    ...own,
  },
  gitlab: {
    title: 'GitLab: source code, packages and pipelines',
    gives: ['source'],
    needs: ['certificates', 'databases', 'keyValueStores', 'objectStores'],
    charts: ['gitlab'],
    podSecurity: 'restricted',
  },
  'gitlab-runner': {
    title: 'The runner of GitLab, and the jobs of pipelines',
    gives: [],
    needs: ['source', 'registry', 'objectStores', 'certificates'],
    charts: ['gitlab-runner'],
    // What builds images is root in its container.
    podSecurity: 'baseline',
  },
  strimzi: {
    title: 'Strimzi: a Kafka cluster, with topics and a login for each client',
    gives: ['brokers'],
    needs: ['certificates'],
    charts: ['strimzi-kafka-operator'],
    podSecurity: 'restricted',
  },
  loki: {
    title: 'Loki and Alloy: the logs of every pod, kept in the object store and searched',
    gives: ['logs'],
    needs: ['objectStores'],
    charts: ['loki', 'alloy'],
    podSecurity: 'privileged',
  },
  'loki-alone': {
    title: 'Loki alone, and a collector on the node: the logs of every pod, for one node',
    gives: ['logs'],
    needs: [],
    isForOneNode: true,
    charts: [],
    podSecurity: 'privileged',
  },
  mlflow: {
    title: 'MLflow: experiments and registered models',
    gives: ['modelRegistry'],
    needs: ['objectStores'],
    ...own,
  },
  'kubeflow-pipelines': {
    title: 'Kubeflow Pipelines: graphs of steps, run when asked for or by a schedule',
    gives: ['pipelines'],
    needs: ['objectStores'],
    runsOthersImages: true,
    ...own,
  },
  'kubeflow-notebooks': {
    title: "Kubeflow's notebooks: JupyterLab for each user, with a home, a bucket and the model registry",
    gives: [],
    needs: ['objectStores', 'modelRegistry'],
    runsOthersImages: true,
    ...own,
  },
  'spark-operator': {
    title: 'The operator of Apache Spark, for applications in the namespaces of workloads',
    gives: ['spark'],
    needs: [],
    charts: ['spark-operator'],
    podSecurity: 'restricted',
  },
  velero: {
    title: 'Velero: backups of namespaces and their volumes to a bucket',
    gives: ['backup'],
    needs: ['objectStores'],
    charts: ['velero'],
    podSecurity: 'privileged',
  },
} as const satisfies Record<string, System>

export type SystemName = keyof typeof systems

export const systemNames = Object.keys(systems) as SystemName[]
