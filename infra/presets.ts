/** What one kind of pod asks for and may not exceed, as Kubernetes quantities. */
export interface PodSize {
  readonly cpu: string
  /** Request and limit: memory is never overcommitted. */
  readonly memory: string
}

/** How large every system of a stack is. */
export interface Sizes {
  /** Of the pod of each disk. */
  readonly ceph: PodSize
  readonly minio: PodSize & {
    /** 1, or 4 and more, over which objects are then erasure-coded. */
    readonly replicas: number
    /** Volume of each replica. */
    readonly volume: string
  }
  readonly cephObjectStore: PodSize & {
    readonly replicas: number
    /** What all buckets are meant to hold at most; the disks are checked against it, buckets are not. */
    readonly volume: string
  }
  readonly mlflow: PodSize & {
    /** Where there are databases; one where there are none. */
    readonly replicas: number
    /** Of SQLite, where there are no databases. */
    readonly volume: string
  }
  readonly prometheus: PodSize & {
    readonly volume: string
    /** How long samples are kept, as Prometheus writes it: `2d`. */
    readonly retention: string
  }
  /** Of each Prometheus in kube-prometheus-stack. */
  readonly kubePrometheusStack: Sizes['prometheus'] & {
    /** Of Prometheus and of Alertmanager: 2 tell the same, and one may be lost. */
    readonly replicas: number
  }
  readonly loki: PodSize & {
    /** 1, or 3 and more, of which one may be lost. */
    readonly replicas: number
    /** Of each: what is not in the object store yet. */
    readonly volume: string
    /** How long lines are kept: `7d`. */
    readonly retention: string
  }
  readonly lokiAlone: PodSize & {
    /** What is kept, and what is not written out yet. */
    readonly volume: string
    /** How long lines are kept: `3d`. */
    readonly retention: string
  }
  readonly certManager: PodSize & {
    /** Of each of its three programs. */
    readonly replicas: number
  }
  readonly kafka: PodSize & {
    /** Brokers: 1, or 3 and more, of which one may be lost. */
    readonly replicas: number
    /** Volume of each broker. */
    readonly volume: string
  }
  /** Of the one broker of the system `kafka`. */
  readonly kafkaBroker: PodSize & { readonly volume: string }
  readonly pypi: PodSize & { readonly volume: string }
  /** Of istiod and of the gateway, each. */
  readonly mesh: PodSize & { readonly replicas: number }
  /** Of the proxy beside each pod in the mesh. */
  readonly proxy: PodSize
  /** The PostgreSQL server of each consumer. */
  readonly postgres: PodSize & {
    /** Instances: 1, or 3 and more, of which one may be lost. */
    readonly replicas: number
    /** Volume of each instance. */
    readonly volume: string
  }
  /** The key-value store of each consumer. */
  readonly valkey: PodSize & { readonly volume: string }
  /** Of the operator's controller and of its webhook, each. */
  readonly spark: PodSize & { readonly replicas: number }
  /** Of the server, and of the agent on each node, each. */
  readonly velero: PodSize
  /** Its core, its jobs and its registry, each. */
  readonly harbor: PodSize & {
    /** Of each of its programs. */
    readonly replicas: number
  }
  /** Of the API server and the controller of runs of Kubeflow Pipelines, and of their database, each. */
  readonly pipelines: PodSize & {
    /** Of each of its programs that can run several times at once, which the database cannot. */
    readonly replicas: number
    /** Of the database. */
    readonly volume: string
  }
  /** Of a user who names no other. */
  readonly notebook: PodSize & {
    /** Of the home directory. */
    readonly volume: string
  }
  /** Its web server and its background jobs, each. */
  readonly gitlab: PodSize & {
    /** Of each of the two. */
    readonly replicas: number
    /** Of the repositories; and, while a backup is made, of everything. */
    readonly volume: string
  }
  /** Of each job of a pipeline. */
  readonly gitlabRunner: PodSize & {
    /** At a time. */
    readonly jobs: number
  }
  readonly serving: {
    /** Least replicas of a served model; a workload may ask for more. */
    readonly minimumReplicas: number
    /** Room on the node for the models that a replica has read. */
    readonly modelCache: string
  }
}

export const sizeNames = ['small', 'standard', 'ha'] as const
export type SizeName = (typeof sizeNames)[number]

/** The sizes by name. `small` fits one node of 2 cores beside the control plane. */
export const presets: Readonly<Record<SizeName, Sizes>> = {
  small: {
    ceph: { cpu: '250m', memory: '2Gi' },
    minio: { replicas: 1, volume: '5Gi', cpu: '100m', memory: '512Mi' },
    cephObjectStore: { replicas: 1, volume: '5Gi', cpu: '100m', memory: '512Mi' },
    mlflow: { replicas: 1, volume: '1Gi', cpu: '100m', memory: '1Gi' },
    prometheus: { volume: '2Gi', retention: '2d', cpu: '50m', memory: '512Mi' },
    kubePrometheusStack: { replicas: 1, volume: '10Gi', retention: '4d', cpu: '150m', memory: '1536Mi' },
    loki: { replicas: 1, volume: '5Gi', retention: '3d', cpu: '100m', memory: '768Mi' },
    lokiAlone: { volume: '2Gi', retention: '3d', cpu: '50m', memory: '384Mi' },
    certManager: { replicas: 1, cpu: '20m', memory: '128Mi' },
    kafka: { replicas: 1, volume: '5Gi', cpu: '250m', memory: '1Gi' },
    kafkaBroker: { volume: '2Gi', cpu: '50m', memory: '512Mi' },
    pypi: { volume: '5Gi', cpu: '20m', memory: '128Mi' },
    mesh: { replicas: 1, cpu: '100m', memory: '512Mi' },
    proxy: { cpu: '20m', memory: '128Mi' },
    postgres: { replicas: 1, volume: '2Gi', cpu: '100m', memory: '512Mi' },
    valkey: { volume: '1Gi', cpu: '50m', memory: '256Mi' },
    spark: { replicas: 1, cpu: '100m', memory: '512Mi' },
    velero: { cpu: '50m', memory: '256Mi' },
    harbor: { replicas: 1, cpu: '50m', memory: '256Mi' },
    pipelines: { replicas: 1, volume: '2Gi', cpu: '100m', memory: '768Mi' },
    notebook: { cpu: '100m', memory: '1Gi', volume: '5Gi' },
    gitlab: { replicas: 1, volume: '10Gi', cpu: '300m', memory: '3Gi' },
    gitlabRunner: { jobs: 2, cpu: '500m', memory: '1Gi' },
    serving: { minimumReplicas: 2, modelCache: '256Mi' },
  },
  standard: {
    ceph: { cpu: '500m', memory: '4Gi' },
    minio: { replicas: 4, volume: '50Gi', cpu: '250m', memory: '1Gi' },
    cephObjectStore: { replicas: 2, volume: '100Gi', cpu: '250m', memory: '1Gi' },
    mlflow: { replicas: 1, volume: '5Gi', cpu: '250m', memory: '2Gi' },
    prometheus: { volume: '20Gi', retention: '15d', cpu: '250m', memory: '2Gi' },
    kubePrometheusStack: { replicas: 1, volume: '50Gi', retention: '15d', cpu: '500m', memory: '4Gi' },
    loki: { replicas: 1, volume: '20Gi', retention: '2w', cpu: '250m', memory: '2Gi' },
    lokiAlone: { volume: '20Gi', retention: '2w', cpu: '250m', memory: '2Gi' },
    certManager: { replicas: 1, cpu: '50m', memory: '128Mi' },
    kafka: { replicas: 3, volume: '20Gi', cpu: '500m', memory: '2Gi' },
    kafkaBroker: { volume: '20Gi', cpu: '250m', memory: '1Gi' },
    pypi: { volume: '50Gi', cpu: '50m', memory: '256Mi' },
    mesh: { replicas: 1, cpu: '200m', memory: '1Gi' },
    proxy: { cpu: '50m', memory: '256Mi' },
    postgres: { replicas: 3, volume: '10Gi', cpu: '250m', memory: '1Gi' },
    valkey: { volume: '2Gi', cpu: '100m', memory: '512Mi' },
    spark: { replicas: 1, cpu: '100m', memory: '512Mi' },
    velero: { cpu: '100m', memory: '512Mi' },
    harbor: { replicas: 2, cpu: '100m', memory: '512Mi' },
    pipelines: { replicas: 1, volume: '10Gi', cpu: '250m', memory: '1Gi' },
    notebook: { cpu: '250m', memory: '4Gi', volume: '20Gi' },
    gitlab: { replicas: 2, volume: '50Gi', cpu: '500m', memory: '3Gi' },
    gitlabRunner: { jobs: 4, cpu: '1', memory: '2Gi' },
    serving: { minimumReplicas: 2, modelCache: '1Gi' },
  },
  ha: {
    ceph: { cpu: '1', memory: '4Gi' },
    minio: { replicas: 4, volume: '500Gi', cpu: '1', memory: '4Gi' },
    cephObjectStore: { replicas: 2, volume: '1Ti', cpu: '1', memory: '2Gi' },
    mlflow: { replicas: 2, volume: '20Gi', cpu: '500m', memory: '4Gi' },
    prometheus: { volume: '100Gi', retention: '30d', cpu: '500m', memory: '4Gi' },
    kubePrometheusStack: { replicas: 2, volume: '200Gi', retention: '30d', cpu: '1', memory: '8Gi' },
    loki: { replicas: 3, volume: '50Gi', retention: '30d', cpu: '500m', memory: '4Gi' },
    lokiAlone: { volume: '100Gi', retention: '30d', cpu: '500m', memory: '4Gi' },
    certManager: { replicas: 2, cpu: '50m', memory: '256Mi' },
    kafka: { replicas: 3, volume: '200Gi', cpu: '1', memory: '4Gi' },
    kafkaBroker: { volume: '50Gi', cpu: '500m', memory: '2Gi' },
    pypi: { volume: '200Gi', cpu: '100m', memory: '512Mi' },
    mesh: { replicas: 2, cpu: '500m', memory: '2Gi' },
    proxy: { cpu: '100m', memory: '256Mi' },
    postgres: { replicas: 3, volume: '50Gi', cpu: '1', memory: '4Gi' },
    valkey: { volume: '5Gi', cpu: '250m', memory: '1Gi' },
    spark: { replicas: 2, cpu: '200m', memory: '1Gi' },
    velero: { cpu: '250m', memory: '1Gi' },
    harbor: { replicas: 2, cpu: '500m', memory: '1Gi' },
    pipelines: { replicas: 2, volume: '50Gi', cpu: '500m', memory: '2Gi' },
    notebook: { cpu: '500m', memory: '8Gi', volume: '50Gi' },
    gitlab: { replicas: 2, volume: '200Gi', cpu: '1', memory: '4Gi' },
    gitlabRunner: { jobs: 8, cpu: '1', memory: '4Gi' },
    serving: { minimumReplicas: 3, modelCache: '2Gi' },
  },
}
