import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Ownership } from '../../contracts.ts'
import { labelsOf } from '../../labels.ts'

/** A kind of objects that one of the controllers works on. */
interface Definition {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly short: string
  readonly required: readonly string[]
  /** Whether its status is written apart from the rest. */
  readonly hasStatus?: boolean
  /** Columns of `kubectl get`: a title and where it is found. */
  readonly columns?: Readonly<Record<string, string>>
}

const argo = { group: 'argoproj.io', version: 'v1alpha1', required: ['spec'] } as const

/**
 * What the controllers watch. ClusterWorkflowTemplates and the bindings of events are left out: Argo asks for them only
 * where it works on a whole cluster.
 */
const definitions: readonly Definition[] = [
  {
    ...argo,
    kind: 'Workflow',
    plural: 'workflows',
    short: 'wf',
    columns: { Status: '.status.phase', Started: '.status.startedAt', Message: '.status.message' },
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
  { ...argo, kind: 'WorkflowTaskResult', plural: 'workflowtaskresults', short: 'wftr', required: [] },
  {
    group: 'kubeflow.org',
    version: 'v1beta1',
    kind: 'ScheduledWorkflow',
    plural: 'scheduledworkflows',
    short: 'swf',
    required: ['spec', 'status'],
    columns: { Enabled: '.spec.enabled', Cron: '.spec.trigger.cronSchedule.cron' },
  },
]

/** The kinds that runs and schedules of pipelines are kept as. Their controllers check what is in them. */
export function pipelineDefinitions(ownership: Ownership, system: string, parent: Resource): Resource[] {
  return definitions.map((definition) => {
    const { group, kind, plural, short } = definition
    const name = `${plural}.${group}`
    return new k8s.apiextensions.v1.CustomResourceDefinition(
      name,
      {
        metadata: { name, labels: labelsOf(ownership, system, 'definition') },
        spec: {
          group,
          scope: 'Namespaced',
          names: {
            kind,
            plural,
            singular: kind.toLowerCase(),
            listKind: `${kind}List`,
            shortNames: [short],
          },
          versions: [versionOf(definition)],
        },
      },
      { parent },
    )
  })
}

function versionOf({ version, required, hasStatus = false, columns = {} }: Definition) {
  return {
    name: version,
    served: true,
    storage: true,
    ...(hasStatus ? { subresources: { status: {} } } : {}),
    additionalPrinterColumns: Object.entries(columns).map(([name, jsonPath]) => ({
      name,
      jsonPath,
      type: 'string',
    })),
    schema: {
      openAPIV3Schema: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        required: [...required],
      },
    },
  }
}
