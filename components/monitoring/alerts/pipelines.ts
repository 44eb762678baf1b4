import type { AlertGroup } from './alert.ts'

/** What chooses its series. */
export const ofPipelines = 'namespace=~".+-kubeflow-pipelines"'

/** Kubeflow Pipelines: its runs, from Argo's controller, and whether its programs are there, from kube-state-metrics. */
export const pipelines: AlertGroup = {
  name: 'pipelines',
  alerts: [
    {
      name: 'PipelineRunFailed',
      when: `sum by (namespace) (argo_workflows_gauge{${ofPipelines},phase=~"Failed|Error"}) > 0`,
      since: '1m',
      severity: 'warning',
      summary: '{{ $value }} runs of pipelines in {{ $labels.namespace }} failed within a day',
      description:
        'A step ended with an error as often as it was tried, and what the run should have made is not there.',
    },
    {
      name: 'PipelinesDown',
      when: `kube_deployment_status_replicas_available{${ofPipelines}} == 0 or kube_statefulset_status_replicas_ready{${ofPipelines}} == 0`,
      since: '5m',
      severity: 'critical',
      summary: '{{ or $labels.deployment $labels.statefulset }} of Kubeflow Pipelines has no replica',
      description: 'Schedules do not start their runs, and steps that are to come wait, until it is back.',
    },
  ],
}
