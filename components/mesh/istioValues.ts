import type { ChartReference } from '../charts.ts'
import type { Mirror } from '../mirror.ts'
import { resources } from '../pods.ts'
import { spreadOverNodes } from '../replicas.ts'
import { istioImage } from './istioImage.ts'

export interface MeshSize {
  /** Of istiod and of the gateway, each. */
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
}

/** What the proxy beside each pod asks for. */
export interface ProxySize {
  readonly cpu: string
  readonly memory: string
}

const seccompProfile = { type: 'RuntimeDefault' }
/** A configuration that istiod has not seen is refused from the start: istiod would otherwise change this by itself. */
const base = { validationFailurePolicy: 'Fail' }

export function baseValues(namespace: string) {
  // Its readers are for a mesh of several clusters.
  return { global: { istioNamespace: namespace, enableReaderRBAC: false }, base }
}

export interface IstiodArgs {
  readonly namespace: string
  readonly chart: ChartReference
  readonly mirror: Mirror
  readonly size: MeshSize
  readonly proxy: ProxySize
}

export function istiodValues({ namespace, chart, mirror, size, proxy }: IstiodArgs) {
  const proxyImage = istioImage('proxyv2', chart)
  return {
    image: istioImage('pilot', chart),
    autoscaleEnabled: false,
    replicaCount: size.replicas,
    resources: resources(size),
    seccompProfile,
    podAnnotations: { 'prometheus.io/path': '/metrics' },
    cni: { enabled: true },
    // The proxy of a Job ends with it.
    env: { ENABLE_NATIVE_SIDECARS: 'true' },
    base,
    pdb: { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    global: {
      istioNamespace: namespace,
      // Named in what istiod reads, although every image is given whole.
      hub: `${mirror.registry}/registry.istio.io/release`,
      proxy: { image: proxyImage, resources: resources(proxy), seccompProfile },
      proxy_init: { image: proxyImage },
    },
  }
}

/** Ports of the gateway's pods, which may open none below 1024. */
export const gatewayPorts = { http: 8080, https: 8443 }

export function gatewayValues(size: MeshSize, nodePort: number | undefined) {
  return {
    autoscaling: { enabled: false },
    replicaCount: size.replicas,
    resources: resources(size),
    securityContext: { runAsNonRoot: true, seccompProfile },
    ...(size.replicas > 1
      ? { podDisruptionBudget: { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } }
      : {}),
    topologySpreadConstraints: spreadOverNodes({ istio: 'gateway' }),
    service: {
      type: nodePort === undefined ? 'LoadBalancer' : 'NodePort',
      ports: [
        { name: 'http', port: 80, targetPort: gatewayPorts.http, protocol: 'TCP' },
        {
          name: 'https',
          port: 443,
          targetPort: gatewayPorts.https,
          protocol: 'TCP',
          ...(nodePort === undefined ? {} : { nodePort }),
        },
      ],
    },
  }
}
