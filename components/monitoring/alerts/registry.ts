import type { AlertGroup } from './alert.ts'

/** The registry of images, from kube-state-metrics: whether each of its parts is there. */
export const registry: AlertGroup = {
  name: 'registry',
  alerts: [
    {
      name: 'RegistryDown',
      when: 'kube_deployment_status_replicas_available{namespace=~".+-harbor"} == 0',
      since: '5m',
      severity: 'critical',
      summary: '{{ $labels.deployment }} of the registry has no replica',
      description:
        'A pod that starts on a node without its image does not come up: after the loss of a node, none of them.',
    },
  ],
}
