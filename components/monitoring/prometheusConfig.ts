import { stringify } from 'yaml'
import type { Server } from '../contracts/servers.ts'

/** Beside the configuration. */
export const rulesFile = 'rules.yml'

const annotation = '__meta_kubernetes_pod_annotation_prometheus_io_'

/**
 * Prometheus's configuration file: the annotated, running pods of these namespaces, one target each, and where alerts
 * are sent.
 */
export function prometheusConfig(
  environment: string,
  namespaces: readonly string[],
  alertmanager: Server | undefined,
): string {
  return stringify({
    global: { scrape_interval: '15s', scrape_timeout: '10s', external_labels: { environment } },
    rule_files: [rulesFile],
    ...(alertmanager && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [addressOf(alertmanager)] }] }] },
    }),
    scrape_configs: [
      {
        job_name: 'pods',
        kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: namespaces } }],
        relabel_configs: [
          { action: 'keep', source_labels: [`${annotation}scrape`], regex: 'true' },
          {
            action: 'drop',
            source_labels: ['__meta_kubernetes_pod_phase'],
            regex: 'Pending|Succeeded|Failed',
          },
          // A pod is found once for each port that it declares, and these are one target then.
          {
            source_labels: ['__address__', `${annotation}port`],
            regex: String.raw`(\[.+\]|[^:]+)(?::\d+)?;(\d+)`,
            replacement: '$1:$2',
            target_label: '__address__',
          },
          { source_labels: [`${annotation}path`], target_label: '__metrics_path__' },
          {
            source_labels: ['__meta_kubernetes_pod_label_app_kubernetes_io_name'],
            target_label: 'job',
          },
          { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
          { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
        ],
      },
    ],
  })
}

function addressOf({ name, place, port }: Server): string {
  return `${name}.${place.namespace}:${port}`
}
