import type { Input } from '@pulumi/pulumi'
import type { Place } from './place.ts'

/** The servers of the Kubernetes API, where what is sent to its Service ends up. */
export interface ApiServers {
  /** Networks that hold them: `10.20.0.0/28`, or `10.20.0.5/32` for a single one. */
  readonly networks: Input<readonly string[]>
  readonly port: Input<number>
}

/** Some pods of one namespace, as a network policy chooses them. */
export interface Pods {
  readonly place: Place
  /** Short name of the pods, unique in the namespace. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Pods that listen: another component is let through to them by `connect`. */
export interface Server extends Pods {
  /** TCP port of the pods. */
  readonly port: number
}

/** A Service, and how it is reached from where. */
export interface ServiceAddress {
  readonly namespace: string
  readonly service: string
  readonly port: number
  /** The name in its certificate, where TLS is spoken on the port. */
  readonly tlsName?: string
  /** Port on every node, where one is configured. */
  readonly nodePort?: number
  /** Where it is not HTTP. */
  readonly protocol?: 'tcp'
}

/** Servers that answer HTTP alike, so that a request may go to any of them that is ready. */
export interface Replicas {
  readonly server: Server
  /** The Service in front of them all. */
  readonly address: ServiceAddress
  /** A Service beside it by whose name each of them has an address, ready or not. */
  readonly headless: string
  /** Path at which one answers 200 while it is ready, and nobody else does. */
  readonly readyPath: string
}
