import type { V1EndpointSlice, V1Service } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { type Judge, type Readiness, ready, waiting } from './readiness.ts'

/**
 * A Service is ready when a pod answers for it, and when its load balancer has an address.
 * Headless ones, names of other hosts and those without a selector have nothing to wait for.
 */
export function serviceReadiness(object: KubernetesObject, slices: readonly KubernetesObject[]): Readiness {
  const { spec, status } = object as unknown as V1Service
  const selected = Object.keys(spec?.selector ?? {}).length > 0
  if (spec?.type === 'ExternalName' || spec?.clusterIP === 'None') return ready
  if (selected && !(slices as unknown as V1EndpointSlice[]).some(hasReadyEndpoint)) {
    return waiting('no ready pod matches the selector yet')
  }
  if (spec?.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).length === 0) {
    return waiting('the load balancer has no address yet')
  }
  return ready
}

function hasReadyEndpoint({ endpoints }: V1EndpointSlice): boolean {
  return (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false)
}

export const judgeService: Judge = async (object, around) => {
  const { namespace = 'default', name } = object.metadata
  const slices = await around.list(
    'discovery.k8s.io/v1',
    'EndpointSlice',
    namespace,
    `kubernetes.io/service-name=${name}`,
  )
  return serviceReadiness(object, slices)
}
