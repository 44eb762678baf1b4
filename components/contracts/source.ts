import type { Resource } from '@pulumi/pulumi'
import type { Place } from './place.ts'
import type { Annotations } from './secrets.ts'
import type { Server, ServiceAddress } from './servers.ts'

/** A runner's access to the jobs of every project: a Secret beside the runner, with `runner-token`. */
export interface SourceRunner {
  readonly secretName: string
  /** Annotations that pods with the token must carry: they change with it, and so replace the pods. */
  readonly annotations: Annotations
  /** To depend on: the Secret is there. */
  readonly written: Resource
  /** To depend on: the token is taken. */
  readonly ready: Resource
}

/** A system that keeps source code, and has its pipelines run. */
export interface Source {
  /** URL inside the cluster. */
  readonly url: string
  readonly server: Server
  readonly address: ServiceAddress
  runner(place: Place): SourceRunner
}
