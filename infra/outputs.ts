/** A Service of the cluster, and the addresses that reach it from outside, if there are any. */
export interface Endpoint {
  readonly namespace: string
  readonly service: string
  readonly port: number
  /** On `loc`: the node port on 127.0.0.1; without a scheme where it is not HTTP. */
  readonly url?: string
}

/** Where the command finds the parts of a workload. */
export interface WorkloadOutputs {
  readonly namespace: string
  readonly endpoint: Endpoint
  /** The CronJob whose template a training is made from. */
  readonly training: string
  /** Bucket with the data, snapshots and models, and the Secret (keys `accessKeyId`, `secretAccessKey`) for it. */
  readonly store: {
    readonly endpoint: Endpoint
    readonly bucket: string
    readonly region: string
    readonly secret: string
  }
}

/** What the stack exports. */
export interface PlatformOutputs {
  readonly environment: string
  /** Version of the services' code that the stack runs. */
  readonly codeVersion: string
  readonly namespaces: readonly string[]
  /** Name of a system (`mlflow`, `minio`, `prometheus`), or of a workload's published data (`school`), to its Service. */
  readonly endpoints: Readonly<Record<string, Endpoint>>
  readonly workloads: Readonly<Record<string, WorkloadOutputs>>
}
