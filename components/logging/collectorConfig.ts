import { stringify } from 'yaml'

/** What lines are found by: as Alloy labels them in larger stacks. */
export const linesLabels = ['environment', 'namespace', 'pod', 'container', 'app']

export const podLogs = '/var/log/pods'
export const collectorPositions = '/var/lib/collector'
export const collectorPorts = { metrics: 8888, health: 13133 }
/** The environment variable with the name of its node. */
export const nodeVariable = 'NODE'

/**
 * The configuration of OpenTelemetry's collector: the lines of every pod of its node, as containerd writes them,
 * labelled with where they come from and sent to Loki. It remembers how far it has read, and what is not sent yet.
 */
export function collectorConfig(environment: string, loki: string): string {
  const positions = 'file_storage'
  return stringify({
    extensions: {
      [positions]: { directory: collectorPositions },
      health_check: { endpoint: `0.0.0.0:${collectorPorts.health}` },
    },
    receivers: {
      file_log: {
        include: [`${podLogs}/*/*/*.log`],
        include_file_path: true,
        start_at: 'beginning',
        storage: positions,
        retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
        resource: { environment },
        operators: [
          { type: 'container', format: 'containerd' },
          moved('k8s.namespace.name', 'namespace'),
          moved('k8s.pod.name', 'pod'),
          moved('k8s.container.name', 'container'),
        ],
      },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 25 },
      k8s_attributes: {
        filter: { node_from_env_var: nodeVariable },
        extract: {
          metadata: ['k8s.pod.uid'],
          labels: [{ from: 'pod', key: 'app.kubernetes.io/name', tag_name: 'app' }],
        },
        pod_association: [{ sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] }],
        wait_for_metadata: true,
      },
    },
    exporters: {
      otlp_http: {
        logs_endpoint: `${loki}/otlp/v1/logs`,
        retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
        sending_queue: { enabled: true, storage: positions },
      },
    },
    service: {
      extensions: [positions, 'health_check'],
      pipelines: {
        logs: {
          receivers: ['file_log'],
          processors: ['memory_limiter', 'k8s_attributes'],
          exporters: ['otlp_http'],
        },
      },
      telemetry: {
        logs: { level: 'warn', encoding: 'json' },
        metrics: {
          readers: [
            { pull: { exporter: { prometheus: { host: '0.0.0.0', port: collectorPorts.metrics } } } },
          ],
        },
      },
    },
  })
}

function moved(from: string, to: string) {
  return { type: 'move', from: `resource["${from}"]`, to: `resource["${to}"]` }
}
