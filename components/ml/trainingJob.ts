import type * as k8s from '@pulumi/kubernetes'
import type { Resources } from '../../services/runtime/workload/resources.ts'
import type { Labels } from '../labels.ts'
import { containerSecurity, podSecurity, scratch } from '../pods.ts'

export interface TrainingJobArgs {
  /** Name of the workload's service account. */
  readonly name: string
  readonly labels: Labels
  readonly image: string
  readonly environment: k8s.types.input.core.v1.EnvVar[]
  readonly resources: Resources
  readonly timeoutSeconds: number
}

/**
 * What a training may take to end after SIGTERM while MLflow hangs: three requests, each of three attempts of ten
 * seconds, beside the step that computes.
 */
const closingSeconds = 120

/** One training: it retries what can be retried itself, so its failure is final unless a node was lost. */
export function trainingJob(args: TrainingJobArgs): k8s.types.input.batch.v1.JobTemplateSpec {
  const tmp = scratch('512Mi')
  return {
    metadata: { labels: args.labels },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: args.timeoutSeconds,
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
      template: {
        metadata: { labels: args.labels },
        spec: {
          serviceAccountName: args.name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: closingSeconds,
          securityContext: podSecurity,
          containers: [
            {
              name: 'train',
              image: args.image,
              command: ['node', 'services/runtime/train.ts'],
              env: args.environment,
              resources: args.resources,
              securityContext: containerSecurity,
              volumeMounts: [tmp.mount],
            },
          ],
          volumes: [tmp.volume],
        },
      },
    },
  }
}
