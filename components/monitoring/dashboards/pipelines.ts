import { ofPipelines } from '../alerts/pipelines.ts'
import type { Dashboard } from './dashboard.ts'

/** Kubeflow Pipelines: its runs, from Argo's controller, and its programs, from kube-state-metrics and kubelets. */
export const pipelines: Dashboard = {
  name: 'pipelines',
  title: 'Pipelines',
  choices: {},
  panels: [
    {
      title: 'Programs without a replica',
      unit: 'short',
      kind: 'number',
      shows: {
        programs: `count(kube_deployment_status_replicas_available{${ofPipelines}} == 0 or kube_statefulset_status_replicas_ready{${ofPipelines}} == 0) or vector(0)`,
      },
      alerts: ['PipelinesDown'],
    },
    {
      title: 'Runs that failed within a day',
      unit: 'short',
      kind: 'number',
      shows: { failed: `sum(argo_workflows_gauge{${ofPipelines},phase=~"Failed|Error"})` },
      alerts: ['PipelineRunFailed'],
    },
    {
      title: 'Runs by their state',
      unit: 'short',
      shows: { '{{phase}}': `sum by (phase) (argo_workflows_gauge{${ofPipelines}})` },
    },
    {
      title: 'Memory of programs and steps',
      unit: 'bytes',
      shows: {
        '{{pod}}': `sum by (pod) (container_memory_working_set_bytes{${ofPipelines},container!=""})`,
      },
    },
    {
      title: 'Cores of programs and steps',
      unit: 'short',
      shows: {
        '{{pod}}': `sum by (pod) (rate(container_cpu_usage_seconds_total{${ofPipelines},container!=""}[$__rate_interval]))`,
      },
    },
    {
      title: 'Volume of the database',
      unit: 'percentunit',
      shows: {
        used: `1 - kubelet_volume_stats_available_bytes{${ofPipelines}} / kubelet_volume_stats_capacity_bytes`,
      },
      alerts: ['VolumeFilling', 'VolumeFull'],
    },
  ],
}
