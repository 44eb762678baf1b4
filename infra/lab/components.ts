import { join } from 'node:path'
import type { Probe } from './health.ts'
import { apiUrl } from './kubeconfig.ts'
import type { Network } from './network.ts'
import { paths } from './paths.ts'
import { nodeName } from './pki.ts'
import { type Listener, ports } from './ports.ts'
import { clientFile, settingsFile } from './settings.ts'
import type { ToolName } from './tools.ts'

/** One long-running program of the lab. */
export interface Component {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  /** Those that must work before this one is first started. */
  readonly after: readonly string[]
  readonly listens: readonly Listener[]
  readonly probe: Probe
}

/** The programs of a lab, in an order in which each finds what it needs. */
export function components(network: Network, tools: Record<ToolName, string>): Component[] {
  const { lab, pki, run, volumes } = paths()
  const key = (name: string): string => join(pki, `${name}.key`)
  const certificate = (name: string): string => join(pki, `${name}.crt`)
  const loopback = (port: number): Listener => ({ address: '127.0.0.1', port })
  const onBridge = (port: number): Listener => ({ address: network.node, port })
  const http = (url: string): Probe => ({ kind: 'http', url })
  const clusterCa = certificate('cluster-ca')
  const etcdUrl = `https://127.0.0.1:${ports.etcd}`
  const etcdPeerUrl = `http://127.0.0.1:${ports.etcdPeer}`

  return [
    {
      name: 'etcd',
      program: tools.etcd,
      args: flags({
        'data-dir': join(lab, 'etcd'),
        'listen-client-urls': etcdUrl,
        'advertise-client-urls': etcdUrl,
        'listen-peer-urls': etcdPeerUrl,
        'initial-advertise-peer-urls': etcdPeerUrl,
        name: 'atoll',
        'initial-cluster': `atoll=${etcdPeerUrl}`,
        'listen-metrics-urls': `http://127.0.0.1:${ports.etcdHealth}`,
        'cert-file': certificate('etcd-server'),
        'key-file': key('etcd-server'),
        'client-cert-auth': 'true',
        'trusted-ca-file': certificate('etcd-ca'),
        'auto-compaction-retention': '1h',
        'enable-grpc-gateway': 'false',
        'log-level': 'warn',
      }),
      after: [],
      listens: [loopback(ports.etcd), loopback(ports.etcdPeer), loopback(ports.etcdHealth)],
      probe: http(`http://127.0.0.1:${ports.etcdHealth}/health`),
    },
    {
      name: 'registry',
      program: tools.registry,
      args: ['serve', settingsFile('registry.yaml')],
      after: [],
      listens: [loopback(ports.registry)],
      probe: http(`http://127.0.0.1:${ports.registry}/v2/`),
    },
    {
      name: 'containerd',
      program: tools.containerd,
      args: ['--config', settingsFile('containerd.toml'), '--log-level', 'warn'],
      after: [],
      listens: [],
      probe: { kind: 'socket', path: join(run, 'containerd.sock') },
    },
    {
      name: 'kube-apiserver',
      program: tools['kube-apiserver'],
      args: flags({
        'bind-address': network.node,
        'advertise-address': network.node,
        'secure-port': String(ports.bridge.apiServer),
        'etcd-servers': etcdUrl,
        'etcd-cafile': certificate('etcd-ca'),
        'etcd-certfile': certificate('etcd-client'),
        'etcd-keyfile': key('etcd-client'),
        'client-ca-file': clusterCa,
        'tls-cert-file': certificate('api-server'),
        'tls-private-key-file': key('api-server'),
        'kubelet-certificate-authority': clusterCa,
        'kubelet-client-certificate': certificate('kubelet-client'),
        'kubelet-client-key': key('kubelet-client'),
        'kubelet-preferred-address-types': 'InternalIP',
        'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
        'service-account-key-file': join(pki, 'service-account.pub'),
        'service-account-signing-key-file': key('service-account'),
        'service-cluster-ip-range': network.services,
        'authorization-mode': 'Node,RBAC',
        'enable-admission-plugins': 'NodeRestriction',
        'encryption-provider-config': join(pki, 'encryption.yaml'),
        'anonymous-auth': 'false',
        'allow-privileged': 'true',
        profiling: 'false',
      }),
      after: ['etcd'],
      listens: [onBridge(ports.bridge.apiServer)],
      probe: http(`${apiUrl(network)}/readyz`),
    },
    {
      name: 'kube-controller-manager',
      program: tools['kube-controller-manager'],
      args: flags({
        kubeconfig: clientFile('controller-manager'),
        'bind-address': '127.0.0.1',
        'secure-port': String(ports.controllerManager),
        'tls-cert-file': certificate('loopback'),
        'tls-private-key-file': key('loopback'),
        'leader-elect': 'false',
        'use-service-account-credentials': 'true',
        'service-account-private-key-file': key('service-account'),
        'root-ca-file': clusterCa,
        profiling: 'false',
      }),
      after: ['kube-apiserver'],
      listens: [loopback(ports.controllerManager)],
      probe: http(`https://127.0.0.1:${ports.controllerManager}/healthz`),
    },
    {
      name: 'kube-scheduler',
      program: tools['kube-scheduler'],
      args: flags({
        kubeconfig: clientFile('scheduler'),
        'bind-address': '127.0.0.1',
        'secure-port': String(ports.scheduler),
        'tls-cert-file': certificate('loopback'),
        'tls-private-key-file': key('loopback'),
        'leader-elect': 'false',
        profiling: 'false',
      }),
      after: ['kube-apiserver'],
      listens: [loopback(ports.scheduler)],
      probe: http(`https://127.0.0.1:${ports.scheduler}/healthz`),
    },
    {
      name: 'kubelet',
      program: tools.kubelet,
      args: flags({
        config: settingsFile('kubelet.yaml'),
        kubeconfig: clientFile('node'),
        'root-dir': join(lab, 'kubelet'),
        'hostname-override': nodeName,
        'node-ip': network.node,
      }),
      after: ['kube-apiserver', 'containerd', 'registry'],
      listens: [onBridge(ports.bridge.kubelet), loopback(ports.kubeletHealth)],
      probe: http(`http://127.0.0.1:${ports.kubeletHealth}/healthz`),
    },
    {
      name: 'kube-proxy',
      program: tools['kube-proxy'],
      args: flags({ config: settingsFile('proxy.yaml'), 'hostname-override': nodeName }),
      after: ['kube-apiserver'],
      listens: [loopback(ports.proxyHealth), loopback(ports.proxyMetrics)],
      probe: http(`http://127.0.0.1:${ports.proxyHealth}/livez`),
    },
    {
      name: 'coredns',
      program: tools.coredns,
      args: ['-conf', settingsFile('Corefile')],
      after: ['kube-apiserver'],
      listens: [onBridge(ports.bridge.dns), onBridge(ports.bridge.dnsMetrics), loopback(ports.dnsHealth)],
      probe: http(`http://127.0.0.1:${ports.dnsReady}/ready`),
    },
    {
      name: 'provisioner',
      program: tools.provisioner,
      args: flags({ kubeconfig: clientFile('provisioner'), root: volumes }),
      after: ['kube-apiserver'],
      listens: [],
      probe: { kind: 'process' },
    },
  ]
}

function flags(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`)
}
