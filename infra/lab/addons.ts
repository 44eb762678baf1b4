import { stringify } from 'yaml'
import type { Network } from './network.ts'
import { ports } from './ports.ts'

/** The objects that every lab has, as one YAML stream: the storage class, name service, and rights of their programs. */
export function addons(network: Network): string {
  return [
    storageClass,
    ...access('provisioner', provisionerRules),
    ...access('dns', dnsRules),
    ...dns(network),
  ]
    .map((object) => stringify(object))
    .join('---\n')
}

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'atoll.dev/directory',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
}

const watch = ['get', 'list', 'watch']

const provisionerRules = [
  {
    apiGroups: [''],
    resources: ['persistentvolumes'],
    verbs: [...watch, 'create', 'delete', 'update', 'patch'],
  },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...watch, 'update', 'patch'] },
  { apiGroups: [''], resources: ['nodes'], verbs: watch },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses', 'csinodes'], verbs: watch },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'update', 'patch'] },
]

const dnsRules = [
  { apiGroups: [''], resources: ['services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
]

function access(name: string, rules: readonly object[]): object[] {
  const role = `atoll:${name}`
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: role },
      rules,
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: role },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: role }],
    },
  ]
}

function dns(network: Network): object[] {
  const listed = [
    { name: 'dns', protocol: 'UDP', port: ports.bridge.dns },
    { name: 'dns-tcp', protocol: 'TCP', port: ports.bridge.dns },
  ]
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      spec: { clusterIP: network.dnsService, ports: listed },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'kube-dns',
        namespace: 'kube-system',
        labels: {
          'kubernetes.io/service-name': 'kube-dns',
          'endpointslice.kubernetes.io/managed-by': 'atoll',
        },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: [network.node], conditions: { ready: true } }],
      ports: listed,
    },
  ]
}
