import { type Grant, watching } from '../../account.ts'

const all = [...watching, 'create', 'update', 'patch', 'delete'] as const
const argo = 'argoproj.io'
const kubeflow = 'kubeflow.org'

/** What the pods of a run read of: where artifacts are kept, and the key to it. */
export const launcherSettings = 'kfp-launcher'

/**
 * What each program and each run may do, all of it in their own namespace.
 * @param key name of the Secret with the key to the object store, which is the only one that is read
 */
export function pipelineAccounts(key: string): Readonly<Record<string, readonly Grant[]>> {
  const storeKey: Grant = { resources: ['secrets'], names: [key], verbs: ['get'] }
  return {
    'ml-pipeline': [
      { group: argo, resources: ['workflows'], verbs: all },
      { group: kubeflow, resources: ['scheduledworkflows', 'scheduledworkflows/finalizers'], verbs: all },
      { resources: ['pods'], verbs: ['get', 'list', 'delete'] },
      { resources: ['pods/log'], verbs: ['get'] },
    ],
    'persistence-agent': [
      { group: argo, resources: ['workflows'], verbs: watching },
      { group: kubeflow, resources: ['scheduledworkflows'], verbs: watching },
    ],
    scheduler: [
      { group: argo, resources: ['workflows'], verbs: [...watching, 'create'] },
      {
        group: kubeflow,
        resources: ['scheduledworkflows', 'scheduledworkflows/finalizers'],
        verbs: [...watching, 'update'],
      },
      { resources: ['events'], verbs: ['create', 'patch'] },
    ],
    'workflow-controller': [
      {
        group: argo,
        resources: [
          'workflows',
          'workflows/finalizers',
          'workflowtasksets',
          'workflowtasksets/finalizers',
          'workflowartifactgctasks',
        ],
        verbs: all,
      },
      { group: argo, resources: ['workflowtemplates'], verbs: watching },
      {
        group: argo,
        resources: ['cronworkflows', 'cronworkflows/finalizers'],
        verbs: [...watching, 'update', 'patch', 'delete'],
      },
      { group: argo, resources: ['workflowtaskresults'], verbs: ['list', 'watch', 'deletecollection'] },
      { resources: ['pods', 'pods/exec'], verbs: all },
      { resources: ['configmaps'], verbs: watching },
      {
        resources: ['persistentvolumeclaims', 'persistentvolumeclaims/finalizers'],
        verbs: ['get', 'create', 'update', 'delete'],
      },
      { resources: ['events'], verbs: ['create', 'patch'] },
      { group: 'coordination.k8s.io', resources: ['leases'], verbs: ['get', 'create', 'update'] },
    ],
    'pipeline-runner': [
      { group: argo, resources: ['workflowtaskresults'], verbs: ['create', 'patch'] },
      { resources: ['pods'], verbs: ['get'] },
      { resources: ['configmaps'], names: [launcherSettings], verbs: ['get'] },
      storeKey,
    ],
    pipelines: [
      { group: argo, resources: ['workflows'], verbs: ['get', 'list'] },
      { resources: ['pods', 'pods/log'], verbs: ['get'] },
      { resources: ['events'], verbs: ['list'] },
      storeKey,
    ],
  }
}
