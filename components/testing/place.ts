import * as pulumi from '@pulumi/pulumi'
import type { Ownership, Place } from '../contracts/place.ts'

class Nothing extends pulumi.ComponentResource {
  constructor(name: string) {
    super('atoll:testing:Nothing', name)
  }
}

/** A namespace that is taken to be there. */
export function examplePlace(
  namespace: string,
  ownership: Ownership = { environment: 'loc', owner: 'platform' },
): Place {
  return { namespace, ownership, ready: new Nothing(namespace) }
}
