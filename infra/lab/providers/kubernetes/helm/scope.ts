import type { IsNamespaced } from '../check.ts'
import { at, type KubernetesObject } from '../objects.ts'

/** Kinds of Kubernetes itself that live in no namespace: for previews without a cluster. */
const clusterWide = new Set([
  'APIService',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
])
const ownGroups = /^(v1|[a-z]+\/.*|[a-z.]+\.k8s\.io\/.*)$/

/** The objects with the release's namespace where they have none but need one. */
export async function placed(
  objects: readonly KubernetesObject[],
  namespace: string,
  isNamespaced: IsNamespaced,
): Promise<KubernetesObject[]> {
  return Promise.all(
    objects.map(async (object) => {
      if (object.metadata.namespace !== undefined) return object
      const namespaced =
        declaredScope(objects, object) ??
        (await isNamespaced(object.apiVersion, object.kind)) ??
        (ownGroups.test(object.apiVersion) ? !clusterWide.has(object.kind) : undefined)
      return namespaced ? { ...object, metadata: { ...object.metadata, namespace } } : object
    }),
  )
}

/** What the chart's own definition of a kind says. */
function declaredScope(objects: readonly KubernetesObject[], { apiVersion, kind }: KubernetesObject) {
  const definition = objects.find(
    (object) =>
      object.kind === 'CustomResourceDefinition' &&
      at(object, ['spec', 'names', 'kind']) === kind &&
      at(object, ['spec', 'group']) === apiVersion.split('/')[0],
  )
  return definition && at(definition, ['spec', 'scope']) === 'Namespaced'
}
