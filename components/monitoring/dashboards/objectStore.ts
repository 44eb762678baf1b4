import type { Dashboard } from './dashboard.ts'

/** MinIO: each replica tells the same of the whole cluster, and of itself what it was asked. */
export const objectStore: Dashboard = {
  name: 'object-store',
  title: 'Object store',
  choices: {},
  panels: [
    {
      title: 'Health: 1 is well, 0 cannot be written',
      unit: 'short',
      kind: 'number',
      shows: { health: 'min(minio_cluster_health_status)' },
      alerts: ['ObjectStoreUnhealthy'],
    },
    {
      title: 'Drives',
      unit: 'short',
      kind: 'number',
      shows: {
        online: 'max(minio_cluster_drive_online_total)',
        offline: 'max(minio_cluster_drive_offline_total)',
      },
      alerts: ['ObjectStoreDriveOffline'],
    },
    {
      title: 'Room',
      unit: 'bytes',
      shows: {
        total: 'max(minio_cluster_capacity_usable_total_bytes)',
        free: 'min(minio_cluster_capacity_usable_free_bytes)',
      },
      alerts: ['ObjectStoreFilling'],
    },
    {
      title: 'Kept in all buckets',
      unit: 'bytes',
      shows: { bytes: 'max(minio_cluster_usage_total_bytes)' },
    },
    {
      title: 'Objects in all buckets',
      unit: 'short',
      shows: { objects: 'max(minio_cluster_usage_object_total)' },
    },
    {
      title: 'Requests',
      unit: 'reqps',
      shows: { '{{api}}': 'sum by (api) (rate(minio_s3_requests_total[$__rate_interval]))' },
    },
    {
      title: 'Requests that failed',
      unit: 'reqps',
      shows: {
        'by its fault': 'sum(rate(minio_s3_requests_5xx_errors_total[$__rate_interval]))',
        'by their clients': 'sum(rate(minio_s3_requests_4xx_errors_total[$__rate_interval]))',
      },
      alerts: ['ObjectStoreErrors'],
    },
    {
      title: 'Sent and received',
      unit: 'Bps',
      shows: {
        sent: 'sum(rate(minio_s3_traffic_sent_bytes[$__rate_interval]))',
        received: 'sum(rate(minio_s3_traffic_received_bytes[$__rate_interval]))',
      },
    },
  ],
}
