import type * as k8s from '@pulumi/kubernetes'
import type { Resources } from '../../services/runtime/workload/resources.ts'
import type { Labels } from '../labels.ts'
import { containerSecurity, httpProbe, podSecurity, scratch } from '../pods.ts'
import { spreadOverNodes } from '../replicas.ts'

export interface ServingPodArgs {
  /** Also the name of its service account. */
  readonly name: string
  /** What chooses the replicas, which are spread over nodes. */
  readonly labels: Labels
  readonly image: string
  /** Path of the program in the image. */
  readonly program: string
  readonly port: number
  readonly environment: k8s.types.input.core.v1.EnvVar[]
  readonly resources: Resources
  /** A directory of the node for what it has read. */
  readonly cache: { readonly name: string; readonly path: string; readonly size: string }
}

/** A replica that serves what it reads from the object store: told to end, it first leaves the Service, then answers what it has accepted. */
export function servingPod(args: ServingPodArgs): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('64Mi')
  const { cache } = args
  return {
    serviceAccountName: args.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 45,
    topologySpreadConstraints: spreadOverNodes(args.labels),
    containers: [
      {
        name: 'serve',
        image: args.image,
        command: ['node', args.program],
        env: args.environment,
        ports: [{ name: 'http', containerPort: args.port }],
        startupProbe: httpProbe('/v2/health/live', args.port, 1, 120),
        readinessProbe: httpProbe('/v2/health/ready', args.port, 2, 2),
        livenessProbe: httpProbe('/v2/health/live', args.port, 10, 6),
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        resources: args.resources,
        securityContext: containerSecurity,
        volumeMounts: [tmp.mount, { name: cache.name, mountPath: cache.path }],
      },
    ],
    volumes: [tmp.volume, { name: cache.name, emptyDir: { sizeLimit: cache.size } }],
  }
}
