/** A Go module under `tools/` that pins one or more programs by version and checksum. */
export interface ToolModule {
  /** Package to build -> name of the program. */
  readonly programs: Readonly<Record<string, string>>
  readonly tags?: readonly string[]
  /** Values stamped into string variables of the programs. */
  readonly stamps?: Readonly<Record<string, string>>
}

const kubernetes = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
]
const containerd = ['containerd', 'containerd-shim-runc-v2', 'ctr']
const kubernetesVersion = { gitVersion: 'v1.36.3', gitMajor: '1', gitMinor: '36' }

export const toolModules = {
  etcd: { programs: { 'go.etcd.io/etcd/server/v3': 'etcd' } },
  kubernetes: {
    programs: Object.fromEntries(kubernetes.map((name) => [`k8s.io/kubernetes/cmd/${name}`, name])),
    stamps: Object.fromEntries(
      ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((where) =>
        Object.entries(kubernetesVersion).map(([key, value]) => [`${where}.${key}`, value]),
      ),
    ),
  },
  containerd: {
    programs: Object.fromEntries(
      containerd.map((name) => [`github.com/containerd/containerd/v2/cmd/${name}`, name]),
    ),
    tags: ['no_btrfs', 'no_devmapper', 'no_zfs'],
    stamps: { 'github.com/containerd/containerd/v2/version.Version': 'v2.2.1' },
  },
  pause: { programs: { '.': 'pause' } },
  provisioner: { programs: { '.': 'provisioner' } },
  coredns: { programs: { '.': 'coredns' } },
  registry: { programs: { '.': 'registry' } },
  crane: { programs: { 'github.com/google/go-containerregistry/cmd/crane': 'crane' } },
  minio: { programs: { 'github.com/minio/minio': 'minio' } },
  mc: { programs: { 'github.com/minio/mc': 'mc' } },
  prometheus: {
    programs: {
      'github.com/prometheus/prometheus/cmd/prometheus': 'prometheus',
      'github.com/prometheus/prometheus/cmd/promtool': 'promtool',
    },
    tags: ['netgo', 'remove_all_sd', 'enable_kubernetes_sd'],
    stamps: { 'github.com/prometheus/common/version.Version': '3.15.0' },
  },
  // The last version whose Go module holds its web page.
  alertmanager: {
    programs: { 'github.com/prometheus/alertmanager/cmd/alertmanager': 'alertmanager' },
    stamps: { 'github.com/prometheus/common/version.Version': '0.31.1' },
  },
  loki: {
    programs: { 'github.com/grafana/loki/v3/cmd/loki': 'loki' },
    stamps: { 'github.com/grafana/loki/v3/pkg/util/build.Version': '3.7.8' },
  },
  collector: { programs: { '.': 'collector' } },
  helm: {
    programs: { 'helm.sh/helm/v3/cmd/helm': 'helm' },
    // Kubernetes' version is what charts are rendered for where no cluster says its own.
    stamps: {
      'helm.sh/helm/v3/internal/version.version': 'v3.20.2',
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor': kubernetesVersion.gitMajor,
      'helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor': kubernetesVersion.gitMinor,
    },
  },
  pulumi: {
    programs: { 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi': 'pulumi' },
    stamps: { 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': 'v3.259.0' },
  },
} satisfies Record<string, ToolModule>

export type ToolModuleName = keyof typeof toolModules

export const toolNames = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'pause',
  'provisioner',
  'coredns',
  'registry',
  'crane',
  'minio',
  'mc',
  'prometheus',
  'promtool',
  'alertmanager',
  'loki',
  'collector',
  'helm',
  'pulumi',
] as const

export type ToolName = (typeof toolNames)[number]

/** The arguments of `go build` that decide what comes out, except the packages. */
export function buildFlags(module: ToolModule): string[] {
  const stamps = Object.entries(module.stamps ?? {}).map(([name, value]) => `-X ${name}=${value}`)
  return [
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    ...(module.tags ? ['-tags', module.tags.join(',')] : []),
    '-ldflags',
    ['-s -w', ...stamps].join(' '),
  ]
}

/** The module that holds a program. */
export function moduleOf(tool: ToolName): ToolModuleName {
  for (const [name, module] of Object.entries(toolModules) as [ToolModuleName, ToolModule][]) {
    if (Object.values(module.programs).includes(tool)) return name
  }
  throw new Error(`No module under infra/lab/tools builds ${tool}`)
}
