import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Place } from './contracts.ts'
import { labelsOf } from './labels.ts'

/** What an account may do to some objects of its own namespace. */
export interface Grant {
  /** The core group when absent. */
  readonly group?: string
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  /** Those of these names only; all when absent. */
  readonly names?: readonly string[]
}

export interface AccountArgs {
  readonly name: string
  readonly place: Place
  readonly system: string
  readonly grants: readonly Grant[]
}

/** A service account, and what it may do in its own namespace: a role and its binding, named as the account. */
export function account({ name, place, system, grants }: AccountArgs, parent: Resource): Resource[] {
  const { namespace, ownership, ready } = place
  const metadata = { name, namespace, labels: labelsOf(ownership, system, 'account') }
  const key = `${namespace}/${name}`
  const options = { parent, dependsOn: ready }
  const rules = grants.map(({ group = '', resources, verbs, names }) => ({
    apiGroups: [group],
    resources: [...resources],
    verbs: [...verbs],
    ...(names === undefined ? {} : { resourceNames: [...names] }),
  }))
  const role = new k8s.rbac.v1.Role(key, { metadata, rules }, options)
  return [
    new k8s.core.v1.ServiceAccount(key, { metadata }, options),
    new k8s.rbac.v1.RoleBinding(
      key,
      {
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      },
      { parent, dependsOn: role },
    ),
  ]
}
