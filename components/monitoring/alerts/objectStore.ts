import type { AlertGroup } from './alert.ts'

/** MinIO, from its own metrics of the whole cluster: each replica tells the same, so one series of them is enough. */
export const objectStore: AlertGroup = {
  name: 'object-store',
  alerts: [
    {
      name: 'ObjectStoreUnhealthy',
      when: 'min by (namespace) (minio_cluster_health_status) == 0',
      since: '2m',
      severity: 'critical',
      summary: 'The object store in {{ $labels.namespace }} has lost its write quorum',
      description: 'Trainings cannot write models, and nothing that keeps its data there can.',
    },
    {
      name: 'ObjectStoreDriveOffline',
      when: 'max by (namespace) (minio_cluster_drive_offline_total) > 0',
      since: '10m',
      severity: 'warning',
      summary: '{{ $value }} drives of the object store in {{ $labels.namespace }} are offline',
      description: 'Objects are read and written from the others, as long as enough of these are left.',
    },
    {
      name: 'ObjectStoreFilling',
      when: 'min by (namespace) (minio_cluster_capacity_usable_free_bytes) / max by (namespace) (minio_cluster_capacity_usable_total_bytes) < 0.15',
      since: '30m',
      severity: 'warning',
      summary: 'The object store in {{ $labels.namespace }} has {{ $value | humanizePercentage }} left',
      description: 'When it is full nothing is written: no data, no model, no log.',
    },
    {
      name: 'ObjectStoreErrors',
      when: 'sum by (namespace) (rate(minio_s3_requests_5xx_errors_total[5m])) > 0.1',
      since: '10m',
      severity: 'warning',
      summary: 'The object store in {{ $labels.namespace }} fails {{ $value | humanize }} requests a second',
      description: 'It answers with errors of its own, not of its clients.',
    },
  ],
}
