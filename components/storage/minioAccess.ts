import * as pulumi from '@pulumi/pulumi'
import type { ObjectStoreCredentials } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { SecretRef } from '../contracts/secrets.ts'
import type { Password } from '../password.ts'
import { environment } from '../pods.ts'
import { setupJob } from '../setupJob.ts'
import { accessKey, type KeySecret } from './accessKey.ts'
import type { Policy } from './minioPolicy.ts'

/** The administrator of MinIO. */
export interface Root {
  readonly user: SecretRef
  readonly password: SecretRef
  readonly version: Password['version']
}

export interface MinioAccessArgs extends KeySecret {
  /** Where the consumer lives. */
  readonly place: Place
  /** Where MinIO lives. */
  readonly store: Place
  readonly running: pulumi.Resource
  readonly endpoint: string
  readonly region: string
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
    const setup = `minio-setup-${consumer}`
    const key = accessKey({ ...args, consumer, place, system: 'minio', store, told: setup }, this)
    const files = { 'policy.json': JSON.stringify(args.policy, null, 2), 'setup.sh': script }
    setupJob(
      {
        name: setup,
        place: store,
        system: 'minio',
        image: args.image,
        command: ['/bin/sh', '/setup/setup.sh'],
        env: variables(args, setup),
        files,
        content: pulumi.all([key.version, args.root.version]).apply((read) => ({ files, read })),
      },
      { parent: this, dependsOn: [args.running, key.credentials.written, key.told] },
    )
    this.credentials = key.credentials
    this.registerOutputs()
  }
}

function variables({ store, root, endpoint, buckets }: MinioAccessArgs, setup: string) {
  const { namespace } = store
  return environment({
    ROOT_USER: root.user,
    ROOT_PASSWORD: root.password,
    ACCESS_KEY_ID: { namespace, name: setup, key: 'accessKeyId' },
    SECRET_ACCESS_KEY: { namespace, name: setup, key: 'secretAccessKey' },
    MC_HOST_store: endpoint.replace('://', '://$(ROOT_USER):$(ROOT_PASSWORD)@'),
    MC_CONFIG_DIR: '/tmp/mc',
    BUCKETS: buckets.join(' '),
  })
}
