import * as pulumi from '@pulumi/pulumi'
import type { Ownership, Place } from '../contracts/place.ts'
import type { Server } from '../contracts/servers.ts'
import { connect } from '../network.ts'

/** What a namespace carries whose pods get a proxy as they are made. */
export const meshLabels = { 'istio-injection': 'enabled' } as const

/** A namespace whose pods join the mesh: it is there once they get their proxy, and the proxy its configuration. */
export class MeshPlace extends pulumi.ComponentResource implements Place {
  readonly namespace: string
  readonly ownership: Ownership
  readonly ready: pulumi.Resource

  constructor(place: Place, istiod: Server, mesh: pulumi.Resource) {
    const { namespace, ownership } = place
    super('atoll:mesh:MeshPlace', namespace, {}, { dependsOn: [place.ready, mesh] })
    connect({ place, name: `proxies-of-${namespace}`, labels: {} }, istiod, this)
    this.namespace = namespace
    this.ownership = ownership
    this.ready = this
    this.registerOutputs()
  }
}
