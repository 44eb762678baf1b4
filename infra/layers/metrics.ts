import type { Certificates } from '../../components/contracts.ts'
import { KubePrometheusStack } from '../../components/monitoring/kubePrometheusStack.ts'
import { Prometheus } from '../../components/monitoring/prometheus.ts'
import { alertsOf } from './alerts.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function metrics(stack: Stack) {
  const { config, lock, places, apiServers } = stack
  return ifOn(
    stack,
    'prometheus',
    (place) =>
      new Prometheus({
        ...config.sizes.prometheus,
        place,
        image: lock.images.prometheus,
        watched: Object.values(places),
        apiServers,
        storageClass: config.storageClass,
        nodePort: config.nodePorts.prometheus,
      }),
  )
}

export function clusterMetrics(stack: Stack, certificates: Certificates | undefined) {
  const { config, charts, apiServers } = stack
  return ifOn(
    stack,
    'kube-prometheus-stack',
    (place) =>
      new KubePrometheusStack({
        ...config.sizes.kubePrometheusStack,
        place,
        chart: charts['kube-prometheus-stack'],
        apiServers,
        certificates: needed(certificates, 'certificates'),
        storageClass: config.storageClass,
        domain: config.domain,
        alerts: alertsOf(config),
        runbooks: config.alerts?.runbooks ?? 'docs/runbooks',
        chat: config.alerts?.chat,
        singleSignOn: config.singleSignOn,
      }),
  )
}
