import { istioCniSize } from '../components/mesh/istioCni.ts'
import type { Config } from './config.ts'
import type { PodSize, Sizes } from './presets.ts'
import type { SystemName } from './systems.ts'

/** Some pods that are alike. */
export interface PodGroup extends PodSize {
  readonly name: string
  readonly count: number
}

/** What the pods of a system depend on. */
type Measures = Pick<Config, 'sizes' | 'nodes'>

/** Every pod of a system: what the capacity of the nodes is checked against. */
export function podsOfSystem(system: SystemName, config: Measures): readonly PodGroup[] {
  return (pods[system] ?? (() => []))(config.sizes, config)
}

const pods: Partial<Record<SystemName, (sizes: Sizes, config: Measures) => readonly PodGroup[]>> = {
  'cert-manager': ({ certManager }) => [
    { name: 'cert-manager', ...certManager, count: 3 * certManager.replicas },
  ],
  'istio-cni': (_sizes, { nodes }) => [{ name: "Istio's agent", count: workersOf(nodes), ...istioCniSize }],
  istio: ({ mesh }) => [{ name: 'istiod and the gateway', ...mesh, count: 2 * mesh.replicas }],
  strimzi: ({ kafka }) => [
    { name: 'kafka', count: kafka.replicas, ...kafka },
    { name: "Strimzi's operator", count: kafka.replicas > 1 ? 2 : 1, cpu: '200m', memory: '384Mi' },
    { name: "Kafka's entity operator", count: 1, cpu: '200m', memory: '512Mi' },
  ],
  minio: ({ minio }) => [{ name: 'minio', count: minio.replicas, ...minio }],
  'cloudnative-pg': ({ postgres }) => [
    { name: "CloudNativePG's operator", count: postgres.replicas > 1 ? 2 : 1, cpu: '100m', memory: '256Mi' },
  ],
  mlflow: ({ mlflow }) => [{ name: 'mlflow', count: 1, ...mlflow }],
  prometheus: ({ prometheus }) => [{ name: 'prometheus', count: 1, ...prometheus }],
}

/** How many nodes take pods. */
export function workersOf({ controlPlane, workers }: Config['nodes']): number {
  return workers > 0 ? workers : controlPlane
}
