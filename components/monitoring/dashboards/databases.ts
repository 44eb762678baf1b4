import type { Dashboard } from './dashboard.ts'

/** PostgreSQL servers of CloudNativePG, from each instance. */
export const databases: Dashboard = {
  name: 'databases',
  title: 'Databases',
  choices: { namespace: 'cnpg_collector_up' },
  panels: [
    {
      title: 'Instances that answer',
      unit: 'short',
      kind: 'number',
      shows: { '{{namespace}}': 'sum by (namespace) (cnpg_collector_up{namespace=~"$namespace"})' },
      alerts: ['DatabaseInstanceDown'],
    },
    {
      title: 'Age of the last backup',
      unit: 's',
      kind: 'number',
      shows: {
        '{{namespace}}':
          'time() - max by (namespace) (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace=~"$namespace"})',
      },
      alerts: ['DatabaseBackupOld'],
    },
    {
      title: 'Size',
      unit: 'bytes',
      shows: {
        '{{namespace}}/{{datname}}':
          'max by (namespace, datname) (cnpg_pg_database_size_bytes{namespace=~"$namespace",datname!~"template.|postgres"})',
      },
    },
    {
      title: 'Connections',
      unit: 'short',
      shows: { '{{pod}}': 'sum by (pod) (cnpg_backends_total{namespace=~"$namespace"})' },
    },
    {
      title: 'Transactions',
      unit: 'ops',
      shows: {
        '{{namespace}} committed':
          'sum by (namespace) (rate(cnpg_pg_stat_database_xact_commit{namespace=~"$namespace"}[$__rate_interval]))',
        '{{namespace}} taken back':
          'sum by (namespace) (rate(cnpg_pg_stat_database_xact_rollback{namespace=~"$namespace"}[$__rate_interval]))',
      },
    },
    {
      title: 'Copies behind the first',
      unit: 's',
      shows: { '{{pod}}': 'max by (pod) (cnpg_pg_replication_lag{namespace=~"$namespace"})' },
    },
    {
      title: 'Log of changes on each volume',
      unit: 'bytes',
      shows: { '{{pod}}': 'max by (pod) (cnpg_collector_pg_wal{namespace=~"$namespace",value="size"})' },
      alerts: ['DatabaseLogNotKept'],
    },
    {
      title: 'Volumes',
      unit: 'percentunit',
      shows: {
        '{{persistentvolumeclaim}}':
          '1 - kubelet_volume_stats_available_bytes{namespace=~"$namespace",persistentvolumeclaim=~".+-database-.+"} / kubelet_volume_stats_capacity_bytes',
      },
      alerts: ['VolumeFilling', 'VolumeFull'],
    },
  ],
}
