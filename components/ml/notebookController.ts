import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { allow, allowEverywhere, watching } from '../account.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers } from '../contracts/servers.ts'
import { defineKind } from '../definition.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { allowKubernetesApi } from '../network.ts'
import { containerSecurity, httpProbe, podSecurity, resources } from '../pods.ts'
import { notebookDefinition } from './notebookDefinition.ts'

export interface NotebookControllerArgs {
  readonly place: Place
  readonly apiServers: ApiServers
}

const name = 'notebook-controller'
const system = 'kubeflow-notebooks'
const image = 'ghcr.io/kubeflow/notebooks/notebook-controller:v1.11.0'
const healthPort = 8081

export const notebookControllerSize = { cpu: '20m', memory: '256Mi' }

/**
 * Kubeflow's controller, which makes a StatefulSet and a Service from each Notebook. It looks at all namespaces, as it
 * cannot be told otherwise, but makes things only in those where it is let to.
 */
export class NotebookController extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource
  private readonly place: Place

  constructor({ place, apiServers }: NotebookControllerArgs) {
    const { environment } = place.ownership
    super('atoll:ml:NotebookController', `${environment}-${name}`)
    this.place = place
    const { namespace } = place
    const labels = labelsOf(place.ownership, system, 'controller')
    const pods = { place, name, labels: selectorOf(system, 'controller') }
    allowKubernetesApi(pods, apiServers, this)
    const definition = defineKind(notebookDefinition, { ownership: place.ownership, system }, this)
    const account = new k8s.core.v1.ServiceAccount(
      `${namespace}/${name}`,
      { metadata: { name, namespace, labels }, automountServiceAccountToken: false },
      { parent: this, dependsOn: place.ready },
    )
    const binding = allowEverywhere(
      {
        name: `${environment}-${name}`,
        ownership: place.ownership,
        system,
        grants: [
          { group: 'kubeflow.org', resources: ['notebooks'], verbs: watching },
          { group: 'apps', resources: ['statefulsets'], verbs: watching },
          { resources: ['services', 'pods', 'events'], verbs: watching },
        ],
        account: { name, namespace },
      },
      this,
    )
    this.ready = new k8s.apps.v1.Deployment(
      `${namespace}/${name}`,
      {
        metadata: { name, namespace, labels },
        spec: {
          replicas: 1,
          // Two at once would write to the same objects.
          strategy: { type: 'Recreate' },
          selector: { matchLabels: pods.labels },
          template: { metadata: { labels }, spec: pod },
        },
      },
      { parent: this, dependsOn: [place.ready, definition, account, binding] },
    )
    this.registerOutputs()
  }

  /** Lets the controller make in `place` what notebooks there need. */
  serve(place: Place, parent: pulumi.Resource): pulumi.Resource {
    const grants = [
      { group: 'apps', resources: ['statefulsets'], verbs: ['create', 'update'] },
      { resources: ['services'], verbs: ['create', 'update'] },
      { resources: ['events'], verbs: ['create', 'patch'] },
      {
        group: 'kubeflow.org',
        resources: ['notebooks/status', 'notebooks/finalizers'],
        verbs: ['update'],
      },
    ]
    const { namespace } = this.place
    return allow({ name, place, system, grants, account: { name, namespace } }, parent)
  }
}

const pod: k8s.types.input.core.v1.PodSpec = {
  serviceAccountName: name,
  automountServiceAccountToken: true,
  enableServiceLinks: false,
  securityContext: podSecurity,
  containers: [
    {
      name: 'controller',
      image,
      // What it counts is known from the objects that it makes.
      args: ['--metrics-addr=0', `--probe-addr=:${healthPort}`, '--zap-devel=false'],
      ports: [{ name: 'health', containerPort: healthPort }],
      readinessProbe: httpProbe('/readyz', healthPort, 10, 3),
      livenessProbe: httpProbe('/healthz', healthPort, 20, 3),
      resources: resources(notebookControllerSize),
      securityContext: containerSecurity,
    },
  ],
}
