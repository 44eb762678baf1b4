import type { Resource } from '@pulumi/pulumi'
import type { Place } from './place.ts'
import type { Server, ServiceAddress } from './servers.ts'

/** Where experiments and models are registered (MLflow's HTTP API). */
export interface ModelRegistry {
  /** URL inside the cluster. */
  readonly trackingUri: string
  readonly server: Server
  readonly address: ServiceAddress
}

/** A system that keeps Python packages and gives them to pip. */
export interface PackageIndex {
  /** URL inside the cluster, as `pip install --index-url` takes it. */
  readonly url: string
  readonly server: Server
  readonly address: ServiceAddress
}

/** A system that keeps images, and Helm charts among them. */
export interface Registry {
  /** Host and, if it needs one, port. */
  readonly host: string
  /** Host by which pods reach it wherever names of the domain lead. */
  readonly inside: string
  readonly server: Server
  /** A Secret of the type `kubernetes.io/dockerconfigjson` in `place`, which pulls from and pushes to one project. */
  robot(project: string, place: Place): { readonly secretName: string; readonly ready: Resource }
}
