import type { Resource } from '@pulumi/pulumi'

/** Whose stack it is: what every object is labelled with. */
export interface Ownership {
  readonly environment: string
  readonly owner: string
}

/** A namespace that is there, with its network closed. */
export interface Place {
  readonly namespace: string
  readonly ownership: Ownership
  /** To depend on, so that no pod starts before its network is closed. */
  readonly ready: Resource
}
