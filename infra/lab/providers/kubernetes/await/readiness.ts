import type { Identity, KubernetesObject } from '../objects.ts'

/** Whether an object has become what it was declared to be. */
export type Readiness =
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly message: string; readonly reasons?: readonly string[] }
  | { readonly state: 'failed'; readonly message: string; readonly reasons?: readonly string[] }

export const ready: Readiness = { state: 'ready' }
export const waiting = (message: string, reasons: readonly string[] = []): Readiness => ({
  state: 'waiting',
  message,
  reasons,
})
export const failed = (message: string, reasons: readonly string[] = []): Readiness => ({
  state: 'failed',
  message,
  reasons,
})

/** What a judge may look at besides the object itself. */
export interface Surroundings {
  get(identity: Identity): Promise<KubernetesObject | undefined>
  list(
    apiVersion: string,
    kind: string,
    namespace: string,
    labelSelector: string,
  ): Promise<KubernetesObject[]>
  /** The last lines of a container's log, of its previous run if it has restarted; empty if there are none. */
  logTail(namespace: string, pod: string, container: string, previous: boolean): Promise<string>
}

export type Judge = (object: KubernetesObject, around: Surroundings) => Promise<Readiness>

/** A label selector as the query parameter that lists what it selects. */
export function selectorQuery(selector: {
  matchLabels?: Record<string, string>
  matchExpressions?: { key: string; operator: string; values?: string[] }[]
}): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
  })
  return [...labels, ...expressions].join(',')
}
