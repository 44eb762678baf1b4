import { annotation, isSet } from '../annotations.ts'
import type { KubernetesObject } from '../objects.ts'
import { definitionReadiness } from './customDefinition.ts'
import { judgeDaemonSet } from './daemonSet.ts'
import { judgeDeployment } from './deployment.ts'
import { judgeJob } from './job.ts'
import { judgePod } from './pod.ts'
import type { Judge } from './readiness.ts'
import { judgeService } from './service.ts'
import { judgeStatefulSet } from './statefulSet.ts'
import { judgeClaim, volumeReadiness } from './volumes.ts'
import { waitForConditions } from './waitFor.ts'

const judges: Readonly<Record<string, Judge>> = {
  'apps/v1 Deployment': judgeDeployment,
  'apps/v1 StatefulSet': judgeStatefulSet,
  'apps/v1 DaemonSet': judgeDaemonSet,
  'batch/v1 Job': judgeJob,
  'v1 Pod': judgePod,
  'v1 Service': judgeService,
  'v1 PersistentVolumeClaim': judgeClaim,
  'v1 PersistentVolume': async (object) => volumeReadiness(object),
  'apiextensions.k8s.io/v1 CustomResourceDefinition': async (object) => definitionReadiness(object),
}

/** Who says whether an object is ready: nobody if waiting is switched off, its annotation if it has one, else its kind. */
export function judgeOf(object: KubernetesObject): Judge | undefined {
  if (isSet(object, 'skipAwait')) return undefined
  const waitFor = annotation(object, 'waitFor')
  if (waitFor === undefined) return judges[`${object.apiVersion} ${object.kind}`]
  const holds = waitForConditions(waitFor)
  return async (live) => holds(live)
}
