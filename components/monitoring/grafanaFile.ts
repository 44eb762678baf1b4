import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import { stringify } from 'yaml'
import type { Logs } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import { labelsOf } from '../labels.ts'
import type { Dashboard } from './dashboards/dashboard.ts'
import { grafanaDashboard } from './dashboards/grafanaDashboard.ts'

/** What Grafana's watchers find beside it by its label, and give to it. */
export interface GrafanaFile {
  readonly kind: 'dashboard' | 'datasource'
  readonly name: string
  readonly data: Readonly<Record<string, string>>
}

export function grafanaFile({ kind, name, data }: GrafanaFile, place: Place, parent: Resource): void {
  const { namespace, ownership, ready } = place
  const labels = { ...labelsOf(ownership, 'grafana', kind), [`grafana_${kind}`]: '1' }
  new k8s.core.v1.ConfigMap(
    `${namespace}/grafana-${name}`,
    { metadata: { name: `grafana-${name}`, namespace, labels }, data },
    { parent, dependsOn: ready },
  )
}

/** @param runbooks where the pages of alerts are; they are linked to if it is a URL */
export function dashboardFile(dashboard: Dashboard, runbooks: string): GrafanaFile {
  const pages = /^https?:/.test(runbooks) ? runbooks : undefined
  const { name } = dashboard
  return {
    kind: 'dashboard',
    name: `dashboard-${name}`,
    data: { [`${name}.json`]: JSON.stringify(grafanaDashboard(dashboard, pages)) },
  }
}

export function logsFile({ url }: Logs): GrafanaFile {
  const datasource = { name: 'Loki', uid: 'loki', type: 'loki', access: 'proxy', url }
  return {
    kind: 'datasource',
    name: 'loki',
    data: { 'loki.yaml': stringify({ apiVersion: 1, datasources: [datasource] }) },
  }
}
