import type { AlertGroup } from './alert.ts'

/** PostgreSQL servers and their backups: from CloudNativePG's instances and the plugin beside them. */
export const databases: AlertGroup = {
  name: 'databases',
  alerts: [
    {
      name: 'DatabaseBackupOld',
      when: 'time() - max by (namespace) (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp) > 2 * 86400',
      since: '30m',
      severity: 'critical',
      summary:
        'The last backup of the database in {{ $labels.namespace }} is {{ $value | humanizeDuration }} old',
      description: 'One is made every day. What is lost with the database grows until one succeeds.',
    },
    {
      name: 'DatabaseLogNotKept',
      when: 'max by (namespace) (increase(cnpg_pg_stat_archiver_failed_count[15m])) > 0',
      since: '15m',
      severity: 'warning',
      summary:
        'The log of changes of the database in {{ $labels.namespace }} does not reach the object store',
      description:
        'It stays on the volume of the first instance, which fills; what is not kept is lost with the volume.',
    },
    {
      name: 'DatabaseInstanceDown',
      when: 'min by (namespace, pod) (cnpg_collector_up) == 0',
      since: '5m',
      severity: 'warning',
      summary: 'PostgreSQL in {{ $labels.namespace }}/{{ $labels.pod }} does not answer',
      description:
        'Its pod runs, but no query is answered. Where it is the only instance, its consumer stands.',
    },
  ],
}
