import type { V1CustomResourceDefinition } from '@kubernetes/client-node'
import type { KubernetesObject } from '../objects.ts'
import { failed, type Readiness, ready, waiting } from './readiness.ts'

/** A CustomResourceDefinition is ready when its kind can be used. */
export function definitionReadiness(object: KubernetesObject): Readiness {
  const { status } = object as unknown as V1CustomResourceDefinition
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type)
  const names = condition('NamesAccepted')
  if (names?.status === 'False') return failed(`its names are not accepted: ${names.message ?? ''}`)
  return condition('Established')?.status === 'True' ? ready : waiting('waiting to be established')
}
