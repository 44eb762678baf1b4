import { createHash } from 'node:crypto'
import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { ObjectStoreCredentials, Place, SecretRef } from '../contracts.ts'
import { labelsOf } from '../labels.ts'
import type { Password } from '../password.ts'
import { containerSecurity, environment, podSecurity, resources, scratch } from '../pods.ts'
import { accessKey } from './accessKey.ts'
import type { Policy } from './minioPolicy.ts'

/** The administrator of MinIO. */
export interface Root {
  readonly user: SecretRef
  readonly password: SecretRef
  readonly version: Password['version']
}

export interface MinioAccessArgs {
  /** Where the consumer lives. */
  readonly place: Place
  /** Where MinIO lives. */
  readonly store: Place
  readonly running: pulumi.Resource
  readonly endpoint: string
  readonly root: Root
  /** Image with `mc` and a shell. */
  readonly image: string
  readonly policy: Policy
  /** Buckets that are made for the consumer. */
  readonly buckets: readonly string[]
  readonly parent: pulumi.Resource
}

/** Every step can be taken again. The secret key goes by standard input: arguments can be read on the node. */
const script = `set -eu
for bucket in $BUCKETS; do mc mb --ignore-existing "store/$bucket"; done
mc admin policy create store "$ACCESS_KEY_ID" /setup/policy.json
mc admin user add store "$ACCESS_KEY_ID" <<END
$SECRET_ACCESS_KEY
END
mc admin policy attach store "$ACCESS_KEY_ID" --user "$ACCESS_KEY_ID"
`

/** A Job that has failed never runs again, so it tries on: only `up` stops waiting, and the next one waits anew. */
const neverGiveUp = 2 ** 31 - 1

/** One consumer's access key, in a Secret beside the consumer, and a Job that tells MinIO of it. */
export class MinioAccess extends pulumi.ComponentResource {
  readonly credentials: ObjectStoreCredentials

  constructor(consumer: string, args: MinioAccessArgs) {
    super(
      'atoll:storage:MinioAccess',
      `${args.place.ownership.environment}-minio-${consumer}`,
      {},
      { parent: args.parent },
    )
    const { place, store } = args
    const within = { parent: this, dependsOn: store.ready }
    const labels = labelsOf(store.ownership, 'minio', 'setup')
    const setup = `minio-setup-${consumer}`
    const key = accessKey({ consumer, place, system: 'minio', store, told: setup }, this)
    const files = { 'policy.json': JSON.stringify(args.policy, null, 2), 'setup.sh': script }
    const config = new k8s.core.v1.ConfigMap(
      `${store.namespace}/${setup}`,
      { metadata: { name: setup, namespace: store.namespace, labels }, data: files },
      within,
    )
    const content = pulumi.all([key.version, args.root.version]).apply((read) => digest({ files, read }))
    new k8s.batch.v1.Job(
      `${store.namespace}/${setup}`,
      {
        metadata: { name: pulumi.interpolate`${setup}-${content}`, namespace: store.namespace, labels },
        spec: {
          backoffLimit: neverGiveUp,
          template: {
            metadata: { labels },
            spec: pod(args, setup),
          },
        },
      },
      {
        parent: this,
        dependsOn: [store.ready, args.running, key.credentials.written, key.told, config],
        customTimeouts: { create: '5m', update: '5m' },
      },
    )
    this.credentials = key.credentials
    this.registerOutputs()
  }
}

function pod(args: MinioAccessArgs, setup: string): k8s.types.input.core.v1.PodSpec {
  const { namespace } = args.store
  const tmp = scratch('16Mi')
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'OnFailure',
    securityContext: podSecurity,
    containers: [
      {
        name: 'setup',
        image: args.image,
        command: ['/bin/sh', '/setup/setup.sh'],
        env: environment({
          ROOT_USER: args.root.user,
          ROOT_PASSWORD: args.root.password,
          ACCESS_KEY_ID: { namespace, name: setup, key: 'accessKeyId' },
          SECRET_ACCESS_KEY: { namespace, name: setup, key: 'secretAccessKey' },
          MC_HOST_store: args.endpoint.replace('://', '://$(ROOT_USER):$(ROOT_PASSWORD)@'),
          MC_CONFIG_DIR: '/tmp/mc',
          BUCKETS: args.buckets.join(' '),
        }),
        resources: resources({ cpu: '10m', memory: '256Mi' }),
        securityContext: containerSecurity,
        volumeMounts: [tmp.mount, { name: 'setup', mountPath: '/setup', readOnly: true }],
      },
    ],
    volumes: [tmp.volume, { name: 'setup', configMap: { name: setup } }],
  }
}

/** A Job cannot be changed: with another content, or another secret to read, it is another Job. */
function digest(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8)
}
