import type { AlertGroup } from './alert.ts'

/** Ceph, from its manager. */
export const ceph: AlertGroup = {
  name: 'ceph',
  alerts: [
    {
      name: 'CephStopped',
      when: 'ceph_health_status == 2',
      since: '2m',
      severity: 'critical',
      summary: 'Ceph is in HEALTH_ERR',
      description: 'Some volumes cannot be read or written, or data is in danger.',
    },
    {
      name: 'CephDegraded',
      when: 'ceph_health_status == 1',
      since: '30m',
      severity: 'warning',
      summary: 'Ceph is in HEALTH_WARN',
      description: 'Volumes work. Something that Ceph does not mend by itself wants a look.',
    },
    {
      name: 'CephDiskDown',
      when: 'ceph_osd_up == 0',
      since: '10m',
      severity: 'warning',
      summary: '{{ $labels.ceph_daemon }} is down',
      description: 'The disk behind it, its node or its pod is lost. Its copies are made anew on the others.',
    },
    {
      name: 'CephFilling',
      when: 'ceph_cluster_total_used_bytes / ceph_cluster_total_bytes > 0.7',
      since: '30m',
      severity: 'warning',
      summary: 'The disks of Ceph are {{ $value | humanizePercentage }} full',
      description:
        'At 0.85 it warns, at 0.95 it stops all writing, and a disk that is lost takes room from the others.',
    },
  ],
}
