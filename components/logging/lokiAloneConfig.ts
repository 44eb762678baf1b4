import { stringify } from 'yaml'
import { linesLabels } from './collectorConfig.ts'

export const lokiAlonePort = 3100
export const lokiAloneData = '/data'

/** Loki's configuration: everything in one program, which keeps lines on its own volume. */
export function lokiAloneConfig(retention: string): string {
  return stringify({
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    server: { http_listen_port: lokiAlonePort, log_level: 'warn' },
    common: {
      path_prefix: lokiAloneData,
      instance_addr: '127.0.0.1',
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: {
          chunks_directory: `${lokiAloneData}/chunks`,
          rules_directory: `${lokiAloneData}/rules`,
        },
      },
    },
    // It has no others to wait for.
    ingester: { lifecycler: { min_ready_duration: '0s' } },
    schema_config: {
      configs: [
        {
          from: '2024-04-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    compactor: { retention_enabled: true, delete_request_store: 'filesystem' },
    limits_config: {
      retention_period: retention,
      max_line_size_truncate: true,
      discover_service_name: [],
      otlp_config: {
        resource_attributes: {
          ignore_defaults: true,
          attributes_config: [
            { action: 'index_label', attributes: linesLabels },
            { action: 'drop', regex: 'k8s[.].*' },
          ],
        },
        log_attributes: [{ action: 'drop', regex: 'logtag|log[.]file[.].*' }],
      },
    },
  })
}
