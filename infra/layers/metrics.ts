import type { Certificates } from '../../components/contracts/certificates.ts'
import type { Gateway } from '../../components/contracts/mesh.ts'
import type { Dashboards, Metrics } from '../../components/contracts/monitoring.ts'
import { Alertmanager, alertmanagerAt } from '../../components/monitoring/alertmanager.ts'
import { KubePrometheusStack } from '../../components/monitoring/kubePrometheusStack.ts'
import { Prometheus } from '../../components/monitoring/prometheus.ts'
import type { Config } from '../config.ts'
import { alertsOf } from './alerts.ts'
import { dashboardsOf } from './dashboards.ts'
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
        alertmanager: ifOn(stack, 'alertmanager', alertmanagerAt),
        alerts: alertsOf(config),
        runbooks: runbooksOf(config),
      }),
  )
}

export function alerting(stack: Stack, metrics: Metrics | undefined) {
  const { config, lock } = stack
  return ifOn(
    stack,
    'alertmanager',
    (place) =>
      new Alertmanager({
        place,
        image: lock.images.alertmanager,
        chat: config.alerts?.chat,
        storageClass: config.storageClass,
        metrics,
        nodePort: config.nodePorts.alertmanager,
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
        dashboards: dashboardsOf(config),
        runbooks: runbooksOf(config),
        chat: config.alerts?.chat,
        singleSignOn: config.singleSignOn,
      }),
  )
}

export function leadToDashboards(dashboards: Dashboards | undefined, gateway: Gateway | undefined): void {
  if (dashboards === undefined) return
  const { server, address } = dashboards.pages
  gateway?.expose(server, address, 'grafana')
}

/** Where the pages of alerts are: in the repository, where nothing shows them. */
function runbooksOf({ alerts }: Config): string {
  return alerts?.runbooks ?? 'docs/runbooks'
}
