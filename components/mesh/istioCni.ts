import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers } from '../contracts/servers.ts'
import { allowKubernetesApi } from '../network.ts'
import { resources } from '../pods.ts'
import { istioImage } from './istioImage.ts'

export interface IstioCniArgs {
  readonly place: Place
  readonly chart: ChartReference
  readonly apiServers: ApiServers
}

/** What the agent on each node asks for. */
export const istioCniSize = { cpu: '50m', memory: '128Mi' }

/**
 * Istio's agent on every node, which leads the connections of a pod through the pod's proxy. Without it each pod would
 * do that itself, as root with the right to change the network, which the restricted standard refuses.
 */
export class IstioCni extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource

  constructor({ place, chart, apiServers }: IstioCniArgs) {
    super('atoll:mesh:IstioCni', `${place.ownership.environment}-istio-cni`)
    allowKubernetesApi(
      { place, name: 'istio-cni', labels: { 'k8s-app': 'istio-cni-node' } },
      apiServers,
      this,
    )
    this.ready = installChart(
      {
        chart,
        release: 'istio-cni',
        place,
        values: {
          image: istioImage('install-cni', chart),
          excludeNamespaces: ['kube-system', place.namespace],
          // An annotation of Kubernetes before 1.30.
          useAppArmorAnnotation: false,
          seccompProfile: { type: 'RuntimeDefault' },
          resources: resources(istioCniSize),
        },
      },
      { parent: this },
    )
    this.registerOutputs()
  }
}
