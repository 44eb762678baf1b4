import { type AlertCase, always, growing } from './alertCase.ts'

const volume = { namespace: 'n', persistentvolumeclaim: 'data' }

/** Volumes, Ceph and the object store. */
export const storage: Readonly<Record<string, AlertCase>> = {
  VolumeFilling: {
    firing: claim(10),
    quiet: claim(20),
    labels: volume,
    summary: 'Volume n/data has 10% left',
  },
  VolumeFull: { firing: claim(2), quiet: claim(10), labels: volume, summary: 'Volume n/data has 2% left' },
  VolumeNotProvisioned: {
    firing: { [claimPhase('Pending')]: always(1) },
    quiet: { [claimPhase('Bound')]: always(1) },
    labels: { ...volume, phase: 'Pending' },
    summary: 'No volume for n/data',
  },
  VolumeLost: {
    firing: { [claimPhase('Lost')]: always(1) },
    quiet: { [claimPhase('Bound')]: always(1) },
    labels: { ...volume, phase: 'Lost' },
    summary: 'Volume data is lost',
  },
  CephStopped: {
    firing: { ceph_health_status: always(2) },
    quiet: { ceph_health_status: always(1) },
    labels: {},
    summary: 'Ceph is in HEALTH_ERR',
  },
  CephDegraded: {
    firing: { ceph_health_status: always(1) },
    quiet: { ceph_health_status: always(0) },
    labels: {},
    summary: 'Ceph is in HEALTH_WARN',
  },
  CephDiskDown: {
    firing: { 'ceph_osd_up{ceph_daemon="osd.3"}': always(0) },
    quiet: { 'ceph_osd_up{ceph_daemon="osd.3"}': always(1) },
    labels: { ceph_daemon: 'osd.3' },
    summary: 'osd.3 is down',
  },
  CephFilling: {
    firing: { ceph_cluster_total_used_bytes: always(75), ceph_cluster_total_bytes: always(100) },
    quiet: { ceph_cluster_total_used_bytes: always(60), ceph_cluster_total_bytes: always(100) },
    labels: {},
    summary: 'The disks of Ceph are 75% full',
  },
  ObjectStoreUnhealthy: {
    firing: { 'minio_cluster_health_status{namespace="n"}': always(0) },
    quiet: { 'minio_cluster_health_status{namespace="n"}': always(1) },
    labels: { namespace: 'n' },
    summary: 'The object store in n has lost its write quorum',
  },
  ObjectStoreDriveOffline: {
    firing: { 'minio_cluster_drive_offline_total{namespace="n"}': always(1) },
    quiet: { 'minio_cluster_drive_offline_total{namespace="n"}': always(0) },
    labels: { namespace: 'n' },
    summary: '1 drives of the object store in n are offline',
  },
  ObjectStoreFilling: {
    firing: capacity(10),
    quiet: capacity(20),
    labels: { namespace: 'n' },
    summary: 'The object store in n has 10% left',
  },
  ObjectStoreErrors: {
    firing: { 'minio_s3_requests_5xx_errors_total{namespace="n"}': growing(60) },
    quiet: { 'minio_s3_requests_5xx_errors_total{namespace="n"}': always(60) },
    labels: { namespace: 'n' },
    summary: 'The object store in n fails 1 requests a second',
  },
}

function claim(available: number) {
  const labels = '{namespace="n",persistentvolumeclaim="data"}'
  return {
    [`kubelet_volume_stats_available_bytes${labels}`]: always(available),
    [`kubelet_volume_stats_capacity_bytes${labels}`]: always(100),
  }
}

function claimPhase(phase: string): string {
  return `kube_persistentvolumeclaim_status_phase{namespace="n",persistentvolumeclaim="data",phase="${phase}"}`
}

function capacity(free: number) {
  return {
    'minio_cluster_capacity_usable_free_bytes{namespace="n"}': always(free),
    'minio_cluster_capacity_usable_total_bytes{namespace="n"}': always(100),
  }
}
