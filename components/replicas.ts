import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Pods } from './contracts/servers.ts'
import type { Labels } from './labels.ts'

/** Pods of these labels lie on different nodes, where there are nodes enough. */
export function spreadOverNodes(labels: Labels): k8s.types.input.core.v1.TopologySpreadConstraint[] {
  return [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
    },
  ]
}

/** Nodes are emptied of one of these pods at a time; of one that is not ready at once, as it is of no use. */
export function oneAtATime(
  { name, place, labels: matchLabels }: Pods,
  labels: Labels,
  parent: Resource,
): void {
  const { namespace, ready } = place
  new k8s.policy.v1.PodDisruptionBudget(
    `${namespace}/${name}`,
    {
      metadata: { name, namespace, labels },
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels } },
    },
    { parent, dependsOn: ready },
  )
}
