import { anything, type Definition } from '../../definition.ts'

const argo = {
  group: 'argoproj.io',
  versions: ['v1alpha1'],
  schema: { ...anything, required: ['spec'] },
} as const satisfies Partial<Definition>

/**
 * What the controllers watch, and check themselves. ClusterWorkflowTemplates and the bindings of events are left out: Argo
 * asks for them only where it works on a whole cluster.
 */
export const pipelineDefinitions: readonly Definition[] = [
  {
    ...argo,
    kind: 'Workflow',
    plural: 'workflows',
    short: 'wf',
    columns: { Status: '.status.phase', Message: '.status.message' },
  },
  { ...argo, kind: 'WorkflowTemplate', plural: 'workflowtemplates', short: 'wftmpl' },
  { ...argo, kind: 'CronWorkflow', plural: 'cronworkflows', short: 'cwf' },
  { ...argo, kind: 'WorkflowTaskSet', plural: 'workflowtasksets', short: 'wfts', hasStatus: true },
  {
    ...argo,
    kind: 'WorkflowArtifactGCTask',
    plural: 'workflowartifactgctasks',
    short: 'wfat',
    hasStatus: true,
  },
  { ...argo, kind: 'WorkflowTaskResult', plural: 'workflowtaskresults', short: 'wftr', schema: anything },
  {
    group: 'kubeflow.org',
    versions: ['v1beta1'],
    schema: { ...anything, required: ['spec', 'status'] },
    kind: 'ScheduledWorkflow',
    plural: 'scheduledworkflows',
    short: 'swf',
    columns: { Enabled: '.spec.enabled', Cron: '.spec.trigger.cronSchedule.cron' },
  },
]
