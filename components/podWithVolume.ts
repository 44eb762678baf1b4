import * as k8s from '@pulumi/kubernetes'
import type { Input, Resource } from '@pulumi/pulumi'
import type { Annotations } from './contracts/secrets.ts'
import type { Server } from './contracts/servers.ts'
import type { Labels } from './labels.ts'
import { dataClaim } from './pods.ts'

export interface PodWithVolumeArgs {
  /** The Service of its name is there. */
  readonly server: Server
  readonly labels: Labels
  readonly annotations: Annotations
  readonly spec: k8s.types.input.core.v1.PodSpec
  readonly volume: string
  readonly storageClass: string
}

/** A server of one pod, which comes back on another node with its volume `data`. */
export function podWithVolume(
  { server, labels, annotations, spec, ...claim }: PodWithVolumeArgs,
  { parent, dependsOn }: { readonly parent: Resource; readonly dependsOn: Input<Resource>[] },
): k8s.apps.v1.StatefulSet {
  const { name, place } = server
  const { namespace, ready } = place
  return new k8s.apps.v1.StatefulSet(
    `${namespace}/${name}`,
    {
      metadata: { name, namespace, labels },
      spec: {
        serviceName: name,
        replicas: 1,
        selector: { matchLabels: server.labels },
        template: { metadata: { labels, annotations }, spec },
        volumeClaimTemplates: [dataClaim(claim)],
      },
    },
    { parent, dependsOn: [ready, ...dependsOn] },
  )
}
