import type * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import type { StorageClasses } from '../contracts/storageClasses.ts'
import { customResource } from '../customResource.ts'
import { allowKubernetesApi, allowWithin, exposeRange } from '../network.ts'
import { resources } from '../pods.ts'
import { cephClasses, storageClass } from './cephClasses.ts'
import { cephCounts, cephDaemons, copies, csiContainers, csiSidecars } from './cephDaemons.ts'

export interface RookCephArgs {
  readonly place: Place
  readonly operator: ChartReference
  readonly drivers: ChartReference
  readonly cluster: ChartReference
  readonly apiServers: ApiServers
  /** Regular expression of the names of the disks that are taken, on every node that takes pods: `^nvme[1-9]n1$`. */
  readonly deviceFilter: string
  /** Of each disk's pod. */
  readonly cpu: string
  readonly memory: string
}

const system = 'rook-ceph'
const apiVersion = 'ceph.rook.io/v1'
const waitFor = 'jsonpath={.status.phase}=Ready'
const pool = 'block'
const fileSystem = 'shared'
const acrossNodes = { failureDomain: 'host', replicated: { size: copies } }

/**
 * Ceph over the disks of the nodes, run by Rook's operator: volumes of one pod, and of many. All data is there three
 * times, on three nodes. It is encrypted on the wire, which takes Linux 5.11 or newer on every node.
 */
export class RookCeph extends pulumi.ComponentResource implements StorageClasses {
  readonly block = cephClasses.block
  readonly file = cephClasses.file
  readonly place: Place
  /** What tells of the whole cluster's health, in the format of Prometheus. */
  readonly manager: Server
  /** The cluster itself: what further custom resources wait for. */
  readonly running: pulumi.Resource
  readonly ready: pulumi.Resource

  constructor(args: RookCephArgs) {
    super('atoll:storage:RookCeph', `${args.place.ownership.environment}-rook-ceph`)
    this.place = args.place
    this.manager = { place: args.place, name: 'ceph', labels: { app: 'rook-ceph-mgr' }, port: 9283 }
    this.openNetwork(args)
    const operator = this.install('rook-ceph', args.operator, operatorValues(), [])
    const drivers = this.install('ceph-csi-drivers', args.drivers, driverValues(this.place.namespace), [
      operator,
    ])
    this.running = this.install('rook-ceph-cluster', args.cluster, clusterValues(args), [drivers])
    this.makeClasses([this.makePool(), ...this.makeFileSystem()])
    this.ready = this
    this.registerOutputs()
  }

  private install(
    release: string,
    chart: ChartReference,
    values: Readonly<Record<string, unknown>>,
    dependsOn: pulumi.Resource[],
  ): pulumi.Resource {
    return installChart({ chart, release, place: this.place, values }, { parent: this, dependsOn })
  }

  /** Volumes are mounted by the kernels of the nodes, whose addresses are not known here; Ceph asks them for a key. */
  private openNetwork({ place, apiServers }: RookCephArgs): void {
    allowWithin({ place, name: system, labels: {} }, this)
    allowKubernetesApi({ place, name: system, labels: {} }, apiServers, this)
    const daemon = (name: string) => ({ place, name, labels: { app: `rook-ceph-${name}` } })
    exposeRange({ ...daemon('mon'), port: 3300 }, 3300, this)
    for (const name of ['osd', 'mgr', 'mds']) exposeRange({ ...daemon(name), port: 6800 }, 7568, this)
  }

  private makePool(): pulumi.Resource {
    return this.object('CephBlockPool', pool, acrossNodes, [this.running])
  }

  private makeFileSystem(): pulumi.Resource[] {
    const made = this.object(
      'CephFilesystem',
      fileSystem,
      {
        metadataPool: acrossNodes,
        dataPools: [{ name: 'data', ...acrossNodes }],
        metadataServer: {
          activeCount: 1,
          activeStandby: true,
          resources: resources(cephDaemons.metadataServer),
          priorityClassName: 'system-cluster-critical',
        },
      },
      [this.running],
    )
    // The driver makes its volumes within the group of this name.
    const group = { name: 'csi', filesystemName: fileSystem, pinning: { distributed: 1 } }
    return [made, this.object('CephFilesystemSubVolumeGroup', `${fileSystem}-csi`, group, [made])]
  }

  private makeClasses(dependsOn: pulumi.Resource[]): void {
    const within = { parent: this, dependsOn }
    storageClass(this.place, 'block', { pool, imageFormat: '2', imageFeatures: 'layering' }, within)
    storageClass(this.place, 'file', { fsName: fileSystem, pool: `${fileSystem}-data` }, within)
  }

  private object(
    kind: string,
    name: string,
    spec: object,
    dependsOn: pulumi.Resource[],
  ): k8s.apiextensions.CustomResource {
    return customResource(
      { apiVersion, kind, name, place: this.place, system, spec, waitFor },
      { parent: this, dependsOn },
    )
  }
}

function operatorValues() {
  return {
    resources: resources(cephDaemons.operator),
    // Buckets and their users live beside the object store, not beside the operator.
    enableOBCWatchOperatorNamespace: false,
    obcAllowAdditionalConfigFields: 'bucketPolicy',
    'ceph-csi-operator': {
      controllerManager: { manager: { resources: resources(cephDaemons.csiOperator) } },
    },
  }
}

/** Drivers are named by the namespace of the operator, as it expects them. */
function driverValues(namespace: string) {
  const log = { rotation: { enabled: false } }
  const containers = (sidecars: readonly string[]) => ({
    plugin: resources(csiContainers.plugin),
    ...Object.fromEntries(sidecars.map((name) => [name, resources(csiContainers.sidecar)])),
  })
  const driver = (name: string) => ({
    name: `${namespace}.${name}.csi.ceph.com`,
    log,
    // The kinds of snapshots are another project's, and not there.
    snapshotPolicy: 'none',
    nodePlugin: { resources: containers(csiSidecars.node), priorityClassName: 'system-node-critical' },
    controllerPlugin: {
      replicas: cephCounts.provisioners,
      resources: containers(csiSidecars.controller),
      priorityClassName: 'system-cluster-critical',
    },
  })
  return {
    operatorConfig: {
      namespace,
      driverSpecDefaults: { log, imageSet: { name: 'rook-csi-operator-image-set-configmap' } },
    },
    drivers: {
      rbd: driver('rbd'),
      cephfs: driver('cephfs'),
      nfs: { enabled: false },
      nvmeof: { enabled: false },
    },
  }
}

function clusterValues({ place, deviceFilter, cpu, memory }: RookCephArgs) {
  const { monitor, manager, managerSidecar, exporter, crashCollector } = cephDaemons
  return {
    operatorNamespace: place.namespace,
    clusterName: 'ceph',
    cephClusterMetadata: { annotations: { 'pulumi.com/waitFor': waitFor } },
    cephClusterSpec: {
      mon: { count: cephCounts.monitors, allowMultiplePerNode: false },
      mgr: { count: cephCounts.managers, allowMultiplePerNode: false },
      network: { connections: { encryption: { enabled: true }, requireMsgr2: true } },
      dashboard: { enabled: false },
      // Everything a daemon says is on its standard output.
      logCollector: { enabled: false },
      resources: {
        mon: resources(monitor),
        mgr: resources(manager),
        'mgr-sidecar': resources(managerSidecar),
        osd: resources({ cpu, memory }),
        exporter: resources(exporter),
        crashcollector: resources(crashCollector),
      },
      storage: { useAllNodes: true, useAllDevices: false, deviceFilter },
    },
    // Made by the component, which waits for each.
    cephBlockPools: [],
    cephFileSystems: [],
    cephObjectStores: [],
  }
}
