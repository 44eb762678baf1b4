import type { Dashboard } from './dashboard.ts'

/** Volumes of pods, whatever provisions them. */
export const storage: Dashboard = {
  name: 'storage',
  title: 'Volumes',
  choices: { namespace: 'kube_persistentvolumeclaim_info' },
  panels: [
    {
      title: 'Claims without a volume',
      unit: 'short',
      kind: 'number',
      shows: {
        pending: 'sum(kube_persistentvolumeclaim_status_phase{namespace=~"$namespace",phase="Pending"})',
      },
      alerts: ['VolumeNotProvisioned'],
    },
    {
      title: 'Volumes that are lost',
      unit: 'short',
      kind: 'number',
      shows: { lost: 'sum(kube_persistentvolume_status_phase{phase=~"Failed|Lost"})' },
      alerts: ['VolumeLost'],
    },
    {
      title: 'Full in four days, as they grow now',
      unit: 'bytes',
      kind: 'table',
      shows: {
        left: 'predict_linear(kubelet_volume_stats_available_bytes{namespace=~"$namespace"}[6h], 4 * 86400) < 0',
      },
      alerts: ['VolumeFilling'],
    },
    {
      title: 'Used of each volume',
      unit: 'percentunit',
      shows: {
        '{{namespace}}/{{persistentvolumeclaim}}':
          '1 - kubelet_volume_stats_available_bytes{namespace=~"$namespace"} / kubelet_volume_stats_capacity_bytes',
      },
      alerts: ['VolumeFilling', 'VolumeFull'],
    },
    {
      title: 'Files of each volume, of those it can hold',
      unit: 'percentunit',
      shows: {
        '{{namespace}}/{{persistentvolumeclaim}}':
          'kubelet_volume_stats_inodes_used{namespace=~"$namespace"} / kubelet_volume_stats_inodes',
      },
    },
    {
      title: 'Root disks of nodes',
      unit: 'percentunit',
      shows: {
        '{{instance}}':
          '1 - node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"}',
      },
      alerts: ['NodeDiskFilling'],
    },
  ],
}
