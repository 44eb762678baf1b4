import type { Dashboard } from './dashboard.ts'

const named = '* on (pool_id) group_left (name) ceph_pool_metadata'

/** Ceph, as its manager sees it. */
export const ceph: Dashboard = {
  name: 'ceph',
  title: 'Ceph',
  choices: {},
  panels: [
    {
      title: 'Health: 0 is well, 1 wants a look, 2 has stopped',
      unit: 'short',
      kind: 'number',
      shows: { health: 'max(ceph_health_status)' },
      alerts: ['CephStopped', 'CephDegraded'],
    },
    {
      title: 'Disks',
      unit: 'short',
      kind: 'number',
      shows: { up: 'sum(ceph_osd_up)', 'taking data': 'sum(ceph_osd_in)' },
      alerts: ['CephDiskDown'],
    },
    {
      title: 'Monitors that agree',
      unit: 'short',
      kind: 'number',
      shows: { monitors: 'sum(ceph_mon_quorum_status)' },
    },
    {
      title: 'Disks in all',
      unit: 'bytes',
      shows: { size: 'max(ceph_cluster_total_bytes)', used: 'max(ceph_cluster_total_used_bytes)' },
      alerts: ['CephFilling'],
    },
    {
      title: 'Kept in each pool, each byte once',
      unit: 'bytes',
      shows: { '{{name}}': `ceph_pool_stored ${named}` },
    },
    {
      title: 'Written to and read from pools',
      unit: 'Bps',
      shows: {
        'written to {{name}}': `rate(ceph_pool_wr_bytes[$__rate_interval]) ${named}`,
        'read from {{name}}': `rate(ceph_pool_rd_bytes[$__rate_interval]) ${named}`,
      },
    },
    {
      title: 'Time to a disk',
      unit: 'ms',
      shows: { '{{ceph_daemon}}': 'ceph_osd_apply_latency_ms' },
    },
    {
      title: 'Placement groups that are not whole',
      unit: 'short',
      shows: {
        degraded: 'sum(ceph_pg_degraded)',
        undersized: 'sum(ceph_pg_undersized)',
        'not active': 'sum(ceph_pg_total) - sum(ceph_pg_active)',
      },
      alerts: ['CephDegraded'],
    },
  ],
}
