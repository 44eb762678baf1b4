import * as k8s from '@pulumi/kubernetes'
import type { Input, Resource } from '@pulumi/pulumi'
import type { Place } from '../../contracts/place.ts'
import { labelsOf, selectorOf } from '../../labels.ts'
import { containerSecurity, environment, podSecurity, resources, scratch } from '../../pods.ts'
import { oneAtATime, spreadOverNodes } from '../../replicas.ts'

/** One of the programs. */
export interface Program {
  readonly name: string
  /** Whether several of it can run at once. */
  readonly replicated: boolean
  /** Whether it is as large as the preset says, not small. */
  readonly large?: boolean
  /** Its service account is named as it is. */
  readonly hasAccount: boolean
  readonly env?: Parameters<typeof environment>[0]
  readonly container: Omit<k8s.types.input.core.v1.Container, 'name' | 'env'>
  /** Directory in which it finds the ConfigMap of its name. */
  readonly settings?: string
  /** A token of its account for the API server: the directory, and the file in it. */
  readonly token?: readonly [directory: string, file: string]
  readonly metricsPort?: number
}

export interface PipelineDeploymentArgs {
  readonly place: Place
  readonly system: string
  /** Of the program, if several of it can run at once. */
  readonly replicas: number
  /** Of the program, if it is a large one. */
  readonly cpu: string
  readonly memory: string
  readonly annotations: Readonly<Record<string, Input<string>>>
}

/** Of each program that is not a large one. */
export const smallProgram = { cpu: '20m', memory: '256Mi' } as const

/** One program as a Deployment, of which one pod at most goes at a time. */
export function pipelineDeployment(
  program: Program,
  { place, system, replicas, annotations, ...size }: PipelineDeploymentArgs,
  { parent, dependsOn }: { readonly parent: Resource; readonly dependsOn: readonly Resource[] },
): k8s.apps.v1.Deployment {
  const { name, replicated } = program
  const { namespace, ownership, ready } = place
  const labels = labelsOf(ownership, system, name)
  const pods = { place, name, labels: selectorOf(system, name) }
  if (replicated && replicas > 1) oneAtATime(pods, labels, parent)
  return new k8s.apps.v1.Deployment(
    `${namespace}/${name}`,
    {
      metadata: { name, namespace, labels },
      spec: {
        replicas: replicated ? replicas : 1,
        selector: { matchLabels: pods.labels },
        // Two of what there may be one of would each do the work.
        ...(replicated ? {} : { strategy: { type: 'Recreate' } }),
        template: {
          metadata: { labels, annotations },
          spec: { ...pod(program, size), topologySpreadConstraints: spreadOverNodes(pods.labels) },
        },
      },
    },
    { parent, dependsOn: [ready, ...dependsOn] },
  )
}

function pod(
  { name, large = false, hasAccount, settings, token, env = {}, container }: Program,
  size: { readonly cpu: string; readonly memory: string },
): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('256Mi')
  return {
    ...(hasAccount ? { serviceAccountName: name } : { automountServiceAccountToken: false }),
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name,
        ...container,
        env: environment(env),
        resources: resources(large ? size : smallProgram),
        securityContext: containerSecurity,
        volumeMounts: [
          tmp.mount,
          ...(settings === undefined ? [] : [{ name: 'settings', mountPath: settings, readOnly: true }]),
          ...(token === undefined ? [] : [{ name: 'token', mountPath: token[0], readOnly: true }]),
        ],
      },
    ],
    volumes: [
      tmp.volume,
      ...(settings === undefined ? [] : [{ name: 'settings', configMap: { name } }]),
      ...(token === undefined ? [] : [tokenVolume(token[1])]),
    ],
  }
}

/** A token for the API server alone, which is renewed long before it expires. */
function tokenVolume(path: string): k8s.types.input.core.v1.Volume {
  const serviceAccountToken = { path, audience: 'pipelines.kubeflow.org', expirationSeconds: 7200 }
  return { name: 'token', projected: { sources: [{ serviceAccountToken }] } }
}
