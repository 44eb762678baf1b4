import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Annotations } from '../contracts/secrets.ts'
import type { Server } from '../contracts/servers.ts'
import type { Labels } from '../labels.ts'
import { oneAtATime } from '../replicas.ts'
import { skipAwait } from '../service.ts'
import { type ServingPodArgs, servingPod } from './servingPod.ts'

export interface ServingReplicasArgs extends Omit<ServingPodArgs, 'name' | 'labels' | 'port'> {
  readonly server: Server
  readonly labels: Labels
  /** Of the pods. */
  readonly annotations: Annotations
  readonly replicas: number
  /** To depend on, besides the namespace. */
  readonly after: Resource
  readonly parent: Resource
}

/**
 * Replicas that are replaced one after another, with a service account of the server's name. They are not awaited: one is
 * ready when it has something to serve, and the first of that is made after all this.
 *
 * @returns options of other objects whose pods have the same account
 */
export function servingReplicas(args: ServingReplicasArgs) {
  const { server, labels, annotations, replicas, after, parent, ...pod } = args
  const { place, name } = server
  const { namespace } = place
  const account = new k8s.core.v1.ServiceAccount(
    `${namespace}/${name}`,
    { metadata: { name, namespace, labels }, automountServiceAccountToken: false },
    { parent, dependsOn: place.ready },
  )
  const within = { parent, dependsOn: [place.ready, account, after] }
  new k8s.apps.v1.Deployment(
    `${namespace}/${name}`,
    {
      metadata: { name, namespace, labels, annotations: skipAwait },
      spec: {
        replicas,
        revisionHistoryLimit: 3,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        selector: { matchLabels: server.labels },
        template: {
          metadata: { labels, annotations },
          spec: servingPod({ ...pod, name, labels: server.labels, port: server.port }),
        },
      },
    },
    within,
  )
  oneAtATime(server, labels, parent)
  return within
}
