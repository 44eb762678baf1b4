/** Every chart of a third party that the platform installs. */
export const chartNames = [
  'rook-ceph',
  'ceph-csi-drivers',
  'rook-ceph-cluster',
  'cert-manager',
  'strimzi-kafka-operator',
  'base',
  'istiod',
  'gateway',
  'cni',
  'cloudnative-pg',
  'plugin-barman-cloud',
  'harbor',
  'gitlab',
  'gitlab-runner',
  'spark-operator',
  'kube-prometheus-stack',
  'velero',
  'loki',
  'alloy',
] as const

export type ChartName = (typeof chartNames)[number]

/** Where a chart is had from, as Helm's resources take it. */
export interface ChartReference {
  /** A path, an `oci://` reference, or a name in `repositoryOpts.repo`. */
  readonly chart: string
  readonly version: string
  readonly repositoryOpts?: { readonly repo: string }
}

export type Charts = Readonly<Record<ChartName, ChartReference>>
