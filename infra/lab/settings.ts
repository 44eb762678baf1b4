import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { writeChanged } from './files.ts'
import { writeKubeconfig } from './kubeconfig.ts'
import { bridge, type Network } from './network.ts'
import { paths } from './paths.ts'
import { podLogs } from './podLogs.ts'
import { ports } from './ports.ts'

/** Clients of the API server that have a kubeconfig of their own, named as their certificate. */
export const clients = ['node', 'controller-manager', 'scheduler', 'proxy', 'dns', 'provisioner'] as const

export const registryAddress = `127.0.0.1:${ports.registry}`

export function settingsFile(name: string): string {
  return join(paths().lab, 'settings', name)
}

export function clientFile(client: (typeof clients)[number]): string {
  return settingsFile(`${client}.kubeconfig`)
}

/** Writes the file of settings of every component. */
export function writeSettings(network: Network, pauseImage: string): void {
  const hosts = settingsFile(`registry-hosts/${registryAddress}`)
  mkdirSync(hosts, { recursive: true, mode: 0o700 })
  const files: Record<string, string> = {
    'containerd.toml': containerd(pauseImage),
    [`registry-hosts/${registryAddress}/hosts.toml`]: `server = "http://${registryAddress}"\n`,
    'cni/atoll.conflist': JSON.stringify(cni(network)),
    'kubelet.yaml': stringify(kubelet(network)),
    'proxy.yaml': stringify(proxy(network)),
    'resolv.conf': `nameserver ${network.node}\n`,
    Corefile: corefile(network),
    'registry.yaml': stringify(registry()),
  }
  mkdirSync(settingsFile('cni'), { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(files)) writeChanged(settingsFile(name), text)
  for (const client of clients) writeKubeconfig(clientFile(client), client, network)
  writeKubeconfig(paths().kubeconfig, 'admin', network)
}

function containerd(pauseImage: string): string {
  const { lab, run } = paths()
  const quoted = JSON.stringify
  return `version = 3
root = ${quoted(join(lab, 'containerd'))}
state = ${quoted(join(run, 'containerd'))}
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.tracing.processor.v1.otlp", "io.containerd.snapshotter.v1.blockfile"]

[grpc]
address = ${quoted(join(run, 'containerd.sock'))}

[plugins."io.containerd.cri.v1.runtime"]
restrict_oom_score_adj = true
netns_mounts_under_state_dir = true

[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["/usr/lib/cni"]
conf_dir = ${quoted(settingsFile('cni'))}

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
BinaryName = "/usr/sbin/runc"
Root = ${quoted(join(run, 'runc'))}
SystemdCgroup = false

[plugins."io.containerd.cri.v1.images"]
snapshotter = "overlayfs"

[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = ${quoted(pauseImage)}

[plugins."io.containerd.cri.v1.images".registry]
config_path = ${quoted(settingsFile('registry-hosts'))}
`
}

function cni(network: Network): object {
  return {
    cniVersion: '1.0.0',
    name: 'atoll',
    plugins: [
      {
        type: 'bridge',
        bridge,
        isGateway: true,
        hairpinMode: true,
        ipMasq: false,
        ipam: {
          type: 'host-local',
          dataDir: join(paths().run, 'cni'),
          ranges: [[{ subnet: network.pods, gateway: network.node }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
    ],
  }
}

function kubelet(network: Network): object {
  const { lab, pki, run } = paths()
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: network.node,
    port: ports.bridge.kubelet,
    healthzBindAddress: '127.0.0.1',
    healthzPort: ports.kubeletHealth,
    tlsCertFile: join(pki, 'kubelet.crt'),
    tlsPrivateKeyFile: join(pki, 'kubelet.key'),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(pki, 'cluster-ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${join(run, 'containerd.sock')}`,
    cgroupDriver: 'cgroupfs',
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [network.node],
    clusterDomain: 'cluster.local',
    resolvConf: settingsFile('resolv.conf'),
    podLogsDir: podLogs(),
    volumePluginDir: join(lab, 'volume-plugins'),
    containerLogMaxSize: '10Mi',
    containerLogMaxFiles: 3,
    serializeImagePulls: false,
    registryPullQPS: 0,
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: {
      'memory.available': '200Mi',
      'nodefs.available': '1Gi',
      'imagefs.available': '1Gi',
      'nodefs.inodesFree': '1%',
      'imagefs.inodesFree': '1%',
    },
    systemReserved: { cpu: '100m', memory: '512Mi' },
    podPidsLimit: 4096,
    syncFrequency: '20s',
  }
}

function proxy(network: Network): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    clientConnection: { kubeconfig: clientFile('proxy') },
    clusterCIDR: network.pods,
    nodePortAddresses: ['127.0.0.0/8'],
    healthzBindAddress: `127.0.0.1:${ports.proxyHealth}`,
    metricsBindAddress: `127.0.0.1:${ports.proxyMetrics}`,
    iptables: { localhostNodePorts: true },
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  }
}

function corefile(network: Network): string {
  return `.:${ports.bridge.dns} {
  bind ${network.node}
  errors
  health 127.0.0.1:${ports.dnsHealth}
  ready 127.0.0.1:${ports.dnsReady}
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${JSON.stringify(clientFile('dns'))} atoll
    pods insecure
    ttl 5
  }
  prometheus ${network.node}:${ports.bridge.dnsMetrics}
  cache 5
  loadbalance
}
`
}

function registry(): object {
  return {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(paths().lab, 'registry') }, delete: { enabled: true } },
    http: { addr: registryAddress },
  }
}
