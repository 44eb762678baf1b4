import { describe, expect, test } from 'vitest'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { RookCeph } from './rookCeph.ts'

const chart = (name: string) => ({ chart: `charts/${name}.tgz`, version: '1' })

const objects = await rendered(
  () =>
    new RookCeph({
      place: examplePlace('stage-rook-ceph'),
      operator: chart('rook-ceph'),
      drivers: chart('ceph-csi-drivers'),
      cluster: chart('rook-ceph-cluster'),
      apiServers: { networks: ['10.0.0.0/28'], port: 6443 },
      deviceFilter: '^sd[b-z]$',
      cpu: '500m',
      memory: '4Gi',
    }),
)
const values = (release: string): Rendered['values'] => only(objects, 'Chart', release).values
const classes = () => objects.filter(({ kind }) => kind === 'StorageClass')

describe('Ceph', () => {
  test('takes the disks of the nodes that it is told, and no others', () => {
    expect(values('rook-ceph-cluster').cephClusterSpec.storage).toEqual({
      useAllNodes: true,
      useAllDevices: false,
      deviceFilter: '^sd[b-z]$',
    })
  })

  test('is there when it says so itself, and so are its pool and its file system', () => {
    const ready = { 'pulumi.com/waitFor': 'jsonpath={.status.phase}=Ready' }
    expect(values('rook-ceph-cluster').cephClusterMetadata.annotations).toEqual(ready)
    for (const [kind, name] of [
      ['CephBlockPool', 'block'],
      ['CephFilesystem', 'shared'],
      ['CephFilesystemSubVolumeGroup', 'shared-csi'],
    ])
      expect(only(objects, kind, name).metadata.annotations).toEqual(ready)
  })

  test('keeps three copies of everything, each on another node', () => {
    const { metadataPool, dataPools } = only(objects, 'CephFilesystem', 'shared').spec
    for (const pool of [only(objects, 'CephBlockPool', 'block').spec, metadataPool, ...dataPools])
      expect(pool).toMatchObject({ failureDomain: 'host', replicated: { size: 3 } })
  })

  test('encrypts what goes over the wire', () => {
    const { connections } = values('rook-ceph-cluster').cephClusterSpec.network
    expect(connections).toEqual({ encryption: { enabled: true }, requireMsgr2: true })
  })

  test('has each storage class name a driver that is installed, and keys beside the cluster', () => {
    const drivers = values('ceph-csi-drivers').drivers
    expect(classes().map(({ metadata, provisioner }) => [metadata.name, provisioner])).toEqual([
      ['ceph-block', drivers.rbd.name],
      ['ceph-file', drivers.cephfs.name],
    ])
    for (const { parameters } of classes()) {
      expect(parameters.clusterID).toBe('stage-rook-ceph')
      const namespaces = Object.entries(parameters).filter(([key]) => key.endsWith('-namespace'))
      expect(namespaces.map(([, namespace]) => namespace)).toEqual(Array(4).fill('stage-rook-ceph'))
    }
  })

  test('has its storage classes name the pools that are made', () => {
    const [block, file] = classes()
    expect(block.parameters.pool).toBe(only(objects, 'CephBlockPool', 'block').metadata.name)
    const { metadata, spec } = only(objects, 'CephFilesystem', file.parameters.fsName)
    expect(file.parameters.pool).toBe(`${metadata.name}-${spec.dataPools[0].name}`)
  })

  test('lets the nodes come to its daemons, by the ports of the encrypted protocol', () => {
    const ports = (name: string) => only(objects, 'NetworkPolicy', `${name}-from-anywhere`).spec.ingress
    expect(ports('mon')).toEqual([{ ports: [{ protocol: 'TCP', port: 3300, endPort: 3300 }] }])
    for (const daemon of ['osd', 'mgr', 'mds'])
      expect(ports(daemon)).toEqual([{ ports: [{ protocol: 'TCP', port: 6800, endPort: 7568 }] }])
  })
})
