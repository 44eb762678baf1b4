import type { Certificates } from '../contracts/certificates.ts'
import { containerSecurity, resources } from '../pods.ts'
import { alertmanagerConfig, chatDirectory, chatSecret } from './alertmanagerConfig.ts'
import { grafanaSize, grafanaValues, sidecarSize } from './grafanaValues.ts'

export interface KubePrometheusStackSize {
  /** Of Prometheus and of Alertmanager: 2 of each tell the same, so that either may be lost. */
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
  /** Of each Prometheus. */
  readonly volume: string
  /** How long samples are kept: `15d`. */
  readonly retention: string
}

export interface ValuesArgs extends KubePrometheusStackSize {
  readonly environment: string
  readonly owner: string
  readonly domain: string
  readonly storageClass: string
  readonly issuer: Certificates['issuer']
  /** Whether a chat is told of alerts. */
  readonly chat: boolean
}

export const release = 'monitoring'
/** Of the object that Prometheus is made from, by which its pods are labelled. */
export const prometheusName = `${release}-prometheus`
const alertmanagerVolume = '1Gi'
const part = { cpu: '50m', memory: '192Mi' }
const reloader = { cpu: '10m', memory: '64Mi' }
const exporter = { cpu: '50m', memory: '64Mi' }

/** What runs beside Prometheus, each with how often. */
export function partsOfMonitoring(replicas: number, nodes: number) {
  return [
    { name: "Prometheus' operator", count: 1, ...part },
    { name: 'kube-state-metrics', count: 1, ...part },
    { name: 'Alertmanager', count: replicas, ...part },
    { name: 'Grafana', count: 1, ...grafanaSize },
    { name: "Grafana's watchers", count: 2, ...sidecarSize },
    { name: 'reloaders of configuration', count: 2 * replicas, ...reloader },
    { name: 'node exporter', count: nodes, ...exporter },
  ]
}

/** Values of the chart kube-prometheus-stack: only what differs from its own. */
export function kubePrometheusStackValues(args: ValuesArgs) {
  const { environment, domain, owner, replicas, issuer } = args
  return {
    fullnameOverride: release,
    // Without hooks nothing makes the webhook's certificate but cert-manager.
    prometheusOperator: {
      resources: resources(part),
      prometheusConfigReloader: { resources: resources(reloader) },
      kubeletEndpointsEnabled: false,
      kubeletEndpointSliceEnabled: true,
      admissionWebhooks: {
        // The chart's own rules are made at the same time as what would check them.
        failurePolicy: 'Ignore',
        patch: { enabled: false },
        certManager: { enabled: true, issuerRef: issuer },
      },
    },
    defaultRules: { rules: recordings },
    // They listen where only their own node reaches them.
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    // Its dashboard names a host of the internet; the component reads CoreDNS itself.
    coreDns: { enabled: false },
    prometheus: {
      podDisruptionBudget: { enabled: replicas > 1 },
      prometheusSpec: prometheusSpec(args),
    },
    alertmanager: {
      podDisruptionBudget: { enabled: replicas > 1 },
      config: alertmanagerConfig(environment, args.chat),
      alertmanagerSpec: alertmanagerSpec(args),
    },
    grafana: grafanaValues(domain, owner),
    'kube-state-metrics': {
      resources: resources(part),
      // It tells of Secrets that they are there, and may for that read them all.
      collectorsExclude: ['secrets'],
    },
    'prometheus-node-exporter': {
      resources: resources(exporter),
      containerSecurityContext: containerSecurity,
    },
  }
}

/** Groups of the chart's rules that alert: ours say what to do, on pages of ours. */
const alerting = [
  'alertmanager',
  'etcd',
  'configReloaders',
  'general',
  'kubeApiserverSlos',
  'kubeControllerManager',
  'kubeProxy',
  'kubernetesApps',
  'kubernetesResources',
  'kubernetesStorage',
  'kubernetesSystem',
  'kubeSchedulerAlerting',
  'kubeSchedulerRecording',
  'kubeStateMetrics',
  'network',
  'nodeExporterAlerting',
  'prometheus',
  'prometheusOperator',
  'windows',
]
const recordings = Object.fromEntries(alerting.map((group) => [group, false]))

function prometheusSpec({ environment, replicas, retention, ...args }: ValuesArgs) {
  const ours = { matchLabels: { 'app.kubernetes.io/part-of': 'atoll' } }
  return {
    replicas,
    retention,
    resources: resources(args),
    storageSpec: claim(args.storageClass, args.volume),
    externalLabels: { environment },
    enableServiceLinks: false,
    scrapeInterval: '30s',
    serviceDiscoveryRole: 'EndpointSlice',
    podMonitorSelectorNilUsesHelmValues: false,
    serviceMonitorSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
    podMonitorNamespaceSelector: ours,
    serviceMonitorNamespaceSelector: ours,
    ruleNamespaceSelector: ours,
    podAntiAffinity: replicas > 1 ? 'hard' : 'soft',
  }
}

function alertmanagerSpec({ replicas, storageClass, chat }: ValuesArgs) {
  return {
    replicas,
    resources: resources(part),
    storage: claim(storageClass, alertmanagerVolume),
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    podAntiAffinity: replicas > 1 ? 'hard' : 'soft',
    ...(chat && {
      // Alerts are shown and kept before the address of the chat is there.
      volumes: [{ name: 'chat', secret: { secretName: chatSecret, optional: true } }],
      volumeMounts: [{ name: 'chat', mountPath: chatDirectory, readOnly: true }],
    }),
  }
}

function claim(storageClassName: string, storage: string) {
  return {
    volumeClaimTemplate: {
      spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    },
  }
}
