import type { Resource } from '@pulumi/pulumi'

/** Names of the cluster's storage classes. */
export interface StorageClasses {
  /** Volumes of one pod. */
  readonly block: string
  /** Volumes that many pods write to. */
  readonly file?: string
  /** To depend on: volumes are provisioned. */
  readonly ready?: Resource
}
