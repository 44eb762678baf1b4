import type { KubernetesObject } from './objects.ts'

const prefix = 'pulumi.com/'

export const autonamed = `${prefix}autonamed`

export function annotation(object: KubernetesObject, name: string): string | undefined {
  return object.metadata.annotations?.[`${prefix}${name}`]
}

export function isSet(object: KubernetesObject, name: 'skipAwait' | 'patchForce' | 'autonamed'): boolean {
  return annotation(object, name) === 'true'
}

const defaultTimeout = 600

/** Milliseconds to wait: the resource's own timeout, else the annotation `timeoutSeconds`, else ten minutes. */
export function timeoutOf(object: KubernetesObject, customSeconds: number): number {
  if (customSeconds > 0) return customSeconds * 1000
  const seconds = Number(annotation(object, 'timeoutSeconds') ?? Number.NaN)
  return (Number.isInteger(seconds) && seconds > 0 ? seconds : defaultTimeout) * 1000
}

export function deletionPropagation(object: KubernetesObject): 'Foreground' | 'Background' | 'Orphan' {
  const policy = annotation(object, 'deletionPropagationPolicy')?.toLowerCase()
  if (policy === 'orphan') return 'Orphan'
  return policy === 'background' ? 'Background' : 'Foreground'
}
