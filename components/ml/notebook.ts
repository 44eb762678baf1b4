import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { ObjectStore } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { ModelRegistry, PackageIndex } from '../contracts/registries.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { password } from '../password.ts'
import { environment } from '../pods.ts'
import { secret } from '../secret.ts'
import { skipAwait } from '../service.ts'
import { pipVariables } from '../source/pipVariables.ts'
import type { NotebookController } from './notebookController.ts'
import { notebookKind } from './notebookDefinition.ts'
import { type NotebookImage, notebookPod, notebookPort } from './notebookPod.ts'

export interface NotebookArgs {
  /** As `notebook-ana`: of the Notebook and its Service, and unique among the consumers of all systems. */
  readonly name: string
  /** The namespace of this one person. */
  readonly place: Place
  readonly controller: Pick<NotebookController, 'ready' | 'serve'>
  readonly store: ObjectStore
  readonly registry: ModelRegistry
  /** Where there is one, packages come from it. */
  readonly packages: PackageIndex | undefined
  readonly storageClass: string
  readonly image: NotebookImage
  readonly cpu: string
  readonly memory: string
  readonly volume: string
  /** All that pods of the namespace may ask for. */
  readonly quota: { readonly cpu: string; readonly memory: string }
}

const home = 'home'
const login = { name: 'login', key: 'token' } as const

/**
 * One person's JupyterLab: behind a token, with a home that stays, a bucket of its own, and the model registry. Nobody
 * waits for it: what somebody does at home must not keep the platform from coming up.
 */
export class Notebook extends pulumi.ComponentResource {
  readonly server: Server
  readonly address: ServiceAddress

  constructor(args: NotebookArgs) {
    const { name, place, store, registry, packages, controller } = args
    const { namespace, ownership } = place
    super('atoll:ml:Notebook', `${ownership.environment}-${name}`)
    // The controller gives a Notebook's labels to its pod, and a Service of port 80 its name.
    this.server = { place, name, labels: selectorOf(name, 'notebook'), port: notebookPort }
    this.address = { namespace, service: name, port: 80 }
    for (const { server } of [store, registry, ...(packages ? [packages] : [])])
      connect(this.server, server, this)
    const { value, version } = password(name, this)
    const token = secret(
      { name: login.name, place, system: name, component: 'credentials', values: { [login.key]: value } },
      this,
    )
    const keys = [version, ...Object.values(store.credentials.annotations)]
    customResource(
      {
        ...notebookKind,
        name,
        place,
        system: name,
        spec: {
          template: {
            spec: notebookPod({
              ...args,
              home,
              environment: [
                ...environment(variables(args)),
                // The controller makes another pod when its specification is another one, not when annotations are.
                { name: 'ATOLL_KEYS', value: pulumi.all(keys).apply((all) => all.join(' ')) },
              ],
            }),
          },
        },
      },
      {
        parent: this,
        dependsOn: [
          controller.ready,
          controller.serve(place, this),
          this.claim(args, this.limit(args)),
          token,
          store.credentials.written,
        ],
      },
    )
    this.registerOutputs()
  }

  /** Whatever is started here, it is what the capacity of the nodes was checked with. */
  private limit({ name, place, quota, volume }: NotebookArgs): pulumi.Resource {
    return new k8s.core.v1.ResourceQuota(
      `${place.namespace}/notebook`,
      {
        metadata: {
          name: 'notebook',
          namespace: place.namespace,
          labels: labelsOf(place.ownership, name, 'quota'),
        },
        spec: {
          hard: {
            'requests.cpu': quota.cpu,
            'requests.memory': quota.memory,
            'requests.storage': volume,
            persistentvolumeclaims: '1',
          },
        },
      },
      { parent: this, dependsOn: place.ready },
    )
  }

  private claim(
    { name, place, storageClass, volume }: NotebookArgs,
    quota: pulumi.Resource,
  ): pulumi.Resource {
    return new k8s.core.v1.PersistentVolumeClaim(
      `${place.namespace}/${home}`,
      {
        metadata: {
          name: home,
          namespace: place.namespace,
          labels: labelsOf(place.ownership, name, home),
          // Some classes make a volume when its pod is there.
          annotations: skipAwait,
        },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: storageClass,
          resources: { requests: { storage: volume } },
        },
      },
      { parent: this, dependsOn: quota },
    )
  }
}

/** What Jupyter, the tools of object stores, MLflow and pip look for. */
function variables({ place, store, registry, packages }: NotebookArgs) {
  const { credentials } = store
  return {
    JUPYTER_TOKEN: { namespace: place.namespace, ...login },
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: store.endpoint,
    AWS_REGION: store.region,
    AWS_DEFAULT_REGION: store.region,
    AWS_ALLOW_HTTP: 'true',
    S3_BUCKET: store.bucket,
    MLFLOW_S3_ENDPOINT_URL: store.endpoint,
    MLFLOW_TRACKING_URI: registry.trackingUri,
    ...(packages ? pipVariables(packages) : {}),
  }
}
