import type { AlertGroup } from './alert.ts'

/** Volumes of pods, whatever provisions them: from kubelets and kube-state-metrics. */
export const storage: AlertGroup = {
  name: 'storage',
  alerts: [
    {
      name: 'VolumeFilling',
      when: 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.15',
      since: '10m',
      severity: 'warning',
      summary:
        'Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left',
      description: 'Databases, brokers and object stores stop writing when their volume is full.',
    },
    {
      name: 'VolumeFull',
      when: 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.03',
      since: '2m',
      severity: 'critical',
      summary:
        'Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left',
      description: 'What writes to it fails now or within minutes.',
    },
    {
      name: 'VolumeNotProvisioned',
      when: 'kube_persistentvolumeclaim_status_phase{phase="Pending"} == 1',
      since: '15m',
      severity: 'warning',
      summary: 'No volume for {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }}',
      description: 'Its storage class gave none; the pod that mounts it does not start.',
    },
    {
      name: 'VolumeLost',
      when: 'kube_persistentvolume_status_phase{phase=~"Failed|Lost"} == 1 or kube_persistentvolumeclaim_status_phase{phase="Lost"} == 1',
      since: '1m',
      severity: 'critical',
      summary: 'Volume {{ or $labels.persistentvolumeclaim $labels.persistentvolume }} is lost',
      description: 'The claim is bound to a volume that is gone or could not be taken back.',
    },
  ],
}
