import type { Ownership } from './contracts/place.ts'

export type Labels = Readonly<Record<string, string>>

/** What chooses the pods of one component of one system; never changes once deployed. */
export function selectorOf(system: string, component: string): Labels {
  return { 'app.kubernetes.io/name': system, 'app.kubernetes.io/component': component }
}

/** The recommended labels of every object, and the team that answers for it. */
export function labelsOf(ownership: Ownership, system: string, component: string): Labels {
  return {
    ...selectorOf(system, component),
    'app.kubernetes.io/instance': ownership.environment,
    'app.kubernetes.io/part-of': 'atoll',
    'app.kubernetes.io/managed-by': 'pulumi',
    owner: ownership.owner,
  }
}
