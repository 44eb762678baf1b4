import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Ownership, Place } from './contracts/place.ts'
import { type Labels, labelsOf } from './labels.ts'

/** What the pods of a namespace may do: the levels of Kubernetes' Pod Security Standards. */
export type PodSecurity = 'restricted' | 'baseline' | 'privileged'

export interface NamespaceOptions {
  /** Of the pods that it admits; `restricted` when absent. */
  readonly level?: PodSecurity
  /** That others choose namespaces by. */
  readonly labels?: Labels
  /** What is there before it, and goes after it. */
  readonly after?: readonly pulumi.Resource[]
}

/**
 * A namespace whose pods reach nothing but DNS until a policy says so.
 * It is there for its dependents when its policies are.
 */
export class Namespace extends pulumi.ComponentResource implements Place {
  readonly namespace: string
  readonly ownership: Ownership
  readonly ready: pulumi.Resource

  /**
   * @param purpose `minio` gives the namespace `<environment>-minio`
   */
  constructor(
    purpose: string,
    ownership: Ownership,
    { level = 'restricted', labels: extra = {}, after = [] }: NamespaceOptions = {},
  ) {
    const name = `${ownership.environment}-${purpose}`
    super('atoll:core:Namespace', name)
    const labels = labelsOf(ownership, purpose, 'namespace')
    const namespace = new k8s.core.v1.Namespace(
      name,
      {
        metadata: {
          name,
          labels: {
            ...labels,
            ...extra,
            'pod-security.kubernetes.io/enforce': level,
            'pod-security.kubernetes.io/audit': level,
            'pod-security.kubernetes.io/warn': level,
          },
        },
      },
      { parent: this, dependsOn: [...after] },
    )
    const inside = { parent: this, dependsOn: namespace }
    new k8s.networking.v1.NetworkPolicy(
      `${name}/default-deny`,
      {
        metadata: { name: 'default-deny', namespace: name, labels },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      },
      inside,
    )
    new k8s.networking.v1.NetworkPolicy(
      `${name}/allow-dns`,
      {
        metadata: { name: 'allow-dns', namespace: name, labels },
        spec: {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
                },
              ],
              ports: [
                { protocol: 'UDP', port: 53 },
                { protocol: 'TCP', port: 53 },
              ],
            },
          ],
        },
      },
      inside,
    )
    this.namespace = name
    this.ownership = ownership
    this.ready = this
    this.registerOutputs()
  }
}
