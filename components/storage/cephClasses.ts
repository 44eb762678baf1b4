import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Place } from '../contracts/place.ts'
import { labelsOf } from '../labels.ts'

/** The storage classes that Ceph brings: volumes of one pod, and volumes that many pods write to. */
export const cephClasses = { block: 'ceph-block', file: 'ceph-file' } as const

const drivers = { block: 'rbd', file: 'cephfs' } as const

/** A storage class of Ceph, whose driver signs in with the keys that Rook's operator keeps beside the cluster. */
export function storageClass(
  { namespace, ownership }: Place,
  kind: keyof typeof cephClasses,
  parameters: Readonly<Record<string, string>>,
  options: { readonly parent: Resource; readonly dependsOn: Resource[] },
): k8s.storage.v1.StorageClass {
  const name = cephClasses[kind]
  const driver = drivers[kind]
  return new k8s.storage.v1.StorageClass(
    name,
    {
      metadata: { name, labels: labelsOf(ownership, 'rook-ceph', 'storageclass') },
      provisioner: `${namespace}.${driver}.csi.ceph.com`,
      parameters: {
        clusterID: namespace,
        ...parameters,
        ...signIn(namespace, `rook-csi-${driver}`),
        'csi.storage.k8s.io/fstype': 'ext4',
      },
      reclaimPolicy: 'Delete',
      allowVolumeExpansion: true,
      volumeBindingMode: 'Immediate',
    },
    options,
  )
}

const roles = {
  provisioner: 'provisioner',
  'controller-expand': 'provisioner',
  'controller-publish': 'provisioner',
  'node-stage': 'node',
}

function signIn(namespace: string, secret: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(roles).flatMap(([step, role]) => [
      [`csi.storage.k8s.io/${step}-secret-name`, `${secret}-${role}`],
      [`csi.storage.k8s.io/${step}-secret-namespace`, namespace],
    ]),
  )
}
