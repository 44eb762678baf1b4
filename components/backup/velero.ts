import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStore } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import { allowKubernetesApi, connect } from '../network.ts'
import { containerSecurity, podSecurity, resources } from '../pods.ts'

/** When backups are made, and for how long each is kept. */
export interface BackupSchedule {
  readonly name: string
  /** As cron writes it, in the time zone of the cluster: `0 2 * * *`. */
  readonly cron: string
  readonly keptHours: number
}

export interface VeleroArgs {
  readonly place: Place
  readonly chart: ChartReference
  readonly apiServers: ApiServers
  /** What backups are written to. */
  readonly store: ObjectStore
  /** Namespaces that are backed up, with their volumes. */
  readonly namespaces: readonly string[]
  readonly schedules: readonly BackupSchedule[]
  readonly metrics: Metrics | undefined
  /** Of the server, and of the agent on each node, each. */
  readonly cpu: string
  readonly memory: string
}

const system = 'velero'
const apiVersion = 'velero.io/v1'
const location = 'default'
const port = 8085
/** Velero's way to an object store, in a release made of the same Velero as the chart's. */
const plugin = 'docker.io/velero/velero-plugin-for-aws:v1.14.2'

/**
 * Velero: what the namespaces of a stack hold, objects and volumes, goes to an object store at set times. Volumes are
 * read on their nodes by an agent, as files. A backup waits for its location, which Velero has tried.
 */
export class Velero extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource

  constructor(args: VeleroArgs) {
    const { place, store } = args
    super('atoll:backup:Velero', `${place.ownership.environment}-velero`)
    const all = { place, name: system, labels: {} }
    allowKubernetesApi(all, args.apiServers, this)
    connect(all, store.server, this)
    const installed = this.install(args)
    const tried = this.object(place, 'BackupStorageLocation', location, storageLocation(store), {
      waitFor: 'jsonpath={.status.phase}=Available',
      dependsOn: [installed, store.ready],
    })
    for (const schedule of args.schedules)
      this.object(place, 'Schedule', schedule.name, plan(schedule, args.namespaces), {
        waitFor: 'jsonpath={.status.phase}=Enabled',
        dependsOn: [tried],
      })
    this.ready = this
    this.registerOutputs()
  }

  private install(args: VeleroArgs): pulumi.Resource {
    const { place, chart, metrics } = args
    const size = resources(args)
    return installChart(
      {
        chart,
        release: system,
        place,
        values: {
          resources: size,
          podSecurityContext: podSecurity,
          containerSecurityContext: containerSecurity,
          initContainers: [
            {
              name: 'plugin',
              image: plugin,
              resources: resources({ cpu: '10m', memory: '64Mi' }),
              securityContext: containerSecurity,
              volumeMounts: [{ name: 'plugins', mountPath: '/target' }],
            },
          ],
          // Hooks of the chart, which are not run.
          upgradeCRDs: false,
          // The key is read anew from its Secret at each use.
          credentials: { useSecret: false },
          backupsEnabled: false,
          snapshotsEnabled: false,
          configuration: {
            defaultBackupStorageLocation: location,
            defaultVolumesToFsBackup: true,
            logFormat: 'json',
            extraEnvVars: [{ name: 'HOME', value: '/scratch' }],
          },
          metrics: { podAnnotations: metrics?.scrape(serverOf(place), '/metrics') ?? {} },
          deployNodeAgent: true,
          // As root, to read what pods of any user have written.
          nodeAgent: {
            resources: size,
            containerSecurityContext: { allowPrivilegeEscalation: false },
          },
        },
      },
      { parent: this },
    )
  }

  private object(
    place: Place,
    kind: string,
    name: string,
    spec: object,
    { waitFor, dependsOn }: { readonly waitFor: string; readonly dependsOn: pulumi.Resource[] },
  ): pulumi.Resource {
    return customResource(
      { apiVersion, kind, name, place, system, spec, waitFor },
      { parent: this, dependsOn },
    )
  }
}

function serverOf(place: Place): Server {
  return { place, name: system, labels: { 'app.kubernetes.io/name': system }, port }
}

function storageLocation({ bucket, region, endpoint, credentials }: ObjectStore) {
  const { name, key } = credentials.file
  return {
    provider: 'aws',
    default: true,
    accessMode: 'ReadWrite',
    credential: { name, key },
    objectStorage: { bucket },
    config: { region, s3Url: endpoint, s3ForcePathStyle: 'true' },
  }
}

function plan({ cron, keptHours }: BackupSchedule, namespaces: readonly string[]) {
  return {
    schedule: cron,
    template: {
      ttl: `${keptHours}h0m0s`,
      storageLocation: location,
      includedNamespaces: namespaces,
    },
  }
}
