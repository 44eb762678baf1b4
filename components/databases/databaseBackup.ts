import type { Resource } from '@pulumi/pulumi'
import type { ObjectStore, ObjectStores } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { Annotations } from '../contracts/secrets.ts'
import { customResource } from '../customResource.ts'
import { connect } from '../network.ts'
import { environment, resources } from '../pods.ts'

/** When a database is copied as a whole, and how far back it can be had again. */
export interface DatabaseBackupPlan {
  /** As cron writes it, in UTC: `0 1 * * *`. */
  readonly cron: string
  readonly keptDays: number
}

export interface DatabaseBackupArgs extends DatabaseBackupPlan {
  /** Name of the cluster, and of the bucket. */
  readonly cluster: string
  readonly place: Place
  readonly objects: ObjectStores
  /** The plugin, and its kinds. */
  readonly installed: Resource
  readonly parent: Resource
}

const plugin = 'barman-cloud.cloudnative-pg.io'
/** Beside each instance. */
export const sidecarSize = { cpu: '50m', memory: '256Mi' }

/** What a cluster must say to be backed up. */
export interface DatabaseBackup {
  readonly plugins: readonly object[]
  readonly annotations: Annotations
  readonly ready: readonly Resource[]
}

/** Where the log of changes of a cluster goes as it is written, and whole copies at set times. */
export function databaseBackup(args: DatabaseBackupArgs): DatabaseBackup {
  const { cluster, place, objects, installed, parent } = args
  const store = objects.bucket(cluster, place, { secretName: `${cluster}-backup` })
  connect({ place, name: cluster, labels: { 'cnpg.io/cluster': cluster } }, store.server, parent)
  const destination = customResource(
    {
      apiVersion: 'barmancloud.cnpg.io/v1',
      kind: 'ObjectStore',
      name: cluster,
      place,
      system: cluster,
      spec: {
        configuration: configurationOf(store),
        retentionPolicy: `${args.keptDays}d`,
        instanceSidecarConfiguration: {
          resources: resources(sidecarSize),
          env: environment({
            AWS_DEFAULT_REGION: store.region,
            // Sums of a kind that not every object store takes.
            AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
            AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
          }),
        },
      },
    },
    { parent, dependsOn: [place.ready, installed, store.ready] },
  )
  return {
    plugins: [{ name: plugin, isWALArchiver: true, parameters: { barmanObjectName: cluster } }],
    // Its files copied as they change would be no database.
    annotations: { 'backup.velero.io/backup-volumes-excludes': 'pgdata' },
    ready: [store.ready, destination],
  }
}

/** Copies a cluster at once, and then at set times. */
export function scheduledBackup(
  { cluster, place, cron, parent }: DatabaseBackupArgs,
  running: Resource,
): void {
  customResource(
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'ScheduledBackup',
      name: cluster,
      place,
      system: cluster,
      spec: {
        // Its cron begins with seconds.
        schedule: `0 ${cron}`,
        immediate: true,
        backupOwnerReference: 'self',
        cluster: { name: cluster },
        method: 'plugin',
        pluginConfiguration: { name: plugin },
      },
    },
    { parent, dependsOn: [running] },
  )
}

function configurationOf({ bucket, endpoint, credentials }: ObjectStore) {
  const { accessKeyId, secretAccessKey } = credentials
  return {
    destinationPath: `s3://${bucket}/`,
    endpointURL: endpoint,
    s3Credentials: {
      accessKeyId: { name: accessKeyId.name, key: accessKeyId.key },
      secretAccessKey: { name: secretAccessKey.name, key: secretAccessKey.key },
    },
    wal: { compression: 'gzip' },
    data: { compression: 'gzip' },
  }
}
