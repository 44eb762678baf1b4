import type { PodSize, Sizes } from './presets.ts'
import type { SystemName } from './systems.ts'

/** Some pods that are alike. */
export interface PodGroup extends PodSize {
  readonly name: string
  readonly count: number
}

/** Every pod of a system: what the capacity of the nodes is checked against. */
export function podsOfSystem(system: SystemName, sizes: Sizes): readonly PodGroup[] {
  return (pods[system] ?? (() => []))(sizes)
}

const pods: Partial<Record<SystemName, (sizes: Sizes) => readonly PodGroup[]>> = {
  'cert-manager': ({ certManager }) => [
    { name: 'cert-manager', ...certManager, count: 3 * certManager.replicas },
  ],
  strimzi: ({ kafka }) => [
    { name: 'kafka', count: kafka.replicas, ...kafka },
    { name: "Strimzi's operator", count: kafka.replicas > 1 ? 2 : 1, cpu: '200m', memory: '384Mi' },
    { name: "Kafka's entity operator", count: 1, cpu: '200m', memory: '512Mi' },
  ],
  minio: ({ minio }) => [{ name: 'minio', count: minio.replicas, ...minio }],
  mlflow: ({ mlflow }) => [{ name: 'mlflow', count: 1, ...mlflow }],
  prometheus: ({ prometheus }) => [{ name: 'prometheus', count: 1, ...prometheus }],
}
