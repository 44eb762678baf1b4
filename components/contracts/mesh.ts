import type { Metrics } from './monitoring.ts'
import type { Place } from './place.ts'
import type { Server, ServiceAddress } from './servers.ts'

/** A system through which people and programs outside the cluster reach its Services. */
export interface Gateway {
  /** Where it takes HTTPS. */
  readonly server: Server
  /** Gives a Service the name `<host>.<domain of the stack>`, over TLS. @returns its URL */
  expose(server: Server, address: ServiceAddress, host: string): string
}

/** A system whose pods speak to each other by mutual TLS, and to nobody who does not. */
export interface Mesh {
  /** Takes the pods of a namespace in. @returns the same namespace, there once they get their proxy */
  join(place: Place): Place
  /** How the metrics of servers in the mesh are read from outside of it. */
  metrics(metrics: Metrics): Metrics
}
