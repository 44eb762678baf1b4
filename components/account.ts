import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Ownership, Place } from './contracts/place.ts'
import { labelsOf } from './labels.ts'

/** What may be done to some objects. */
export interface Grant {
  /** The core group when absent. */
  readonly group?: string
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  /** Those of these names only; all when absent. */
  readonly names?: readonly string[]
}

/** Looking, and being told of changes. */
export const watching = ['get', 'list', 'watch'] as const

export interface AccountArgs {
  readonly name: string
  readonly place: Place
  readonly system: string
  readonly grants: readonly Grant[]
}

/** A service account, and what it may do in its own namespace. */
export function account(args: AccountArgs, parent: Resource): Resource[] {
  const { name, place, system } = args
  const { namespace, ownership, ready } = place
  const metadata = { name, namespace, labels: labelsOf(ownership, system, 'account') }
  return [
    new k8s.core.v1.ServiceAccount(`${namespace}/${name}`, { metadata }, { parent, dependsOn: ready }),
    allow({ ...args, account: { name, namespace } }, parent),
  ]
}

export interface AllowArgs extends AccountArgs {
  /** A service account, which may be elsewhere. */
  readonly account: { readonly name: string; readonly namespace: string }
}

/** Lets an account do some things in a namespace: a role and its binding, both of this name. */
export function allow(
  { name, place, system, grants, account }: AllowArgs,
  parent: Resource,
): k8s.rbac.v1.RoleBinding {
  const { namespace, ownership, ready } = place
  const key = `${namespace}/${name}`
  const metadata = { name, namespace, labels: labelsOf(ownership, system, 'account') }
  const rules = grants.map(ruleOf)
  const role = new k8s.rbac.v1.Role(key, { metadata, rules }, { parent, dependsOn: ready })
  return new k8s.rbac.v1.RoleBinding(
    key,
    { metadata, roleRef: { apiGroup, kind: 'Role', name }, subjects: [subjectOf(account)] },
    { parent, dependsOn: role },
  )
}

export interface AllowEverywhereArgs extends Omit<AllowArgs, 'place'> {
  readonly ownership: Ownership
}

/** The same in all namespaces. */
export function allowEverywhere(
  { name, ownership, system, grants, account }: AllowEverywhereArgs,
  parent: Resource,
): k8s.rbac.v1.ClusterRoleBinding {
  const metadata = { name, labels: labelsOf(ownership, system, 'account') }
  const role = new k8s.rbac.v1.ClusterRole(name, { metadata, rules: grants.map(ruleOf) }, { parent })
  return new k8s.rbac.v1.ClusterRoleBinding(
    name,
    { metadata, roleRef: { apiGroup, kind: 'ClusterRole', name }, subjects: [subjectOf(account)] },
    { parent, dependsOn: role },
  )
}

const apiGroup = 'rbac.authorization.k8s.io'

function ruleOf({ group = '', resources, verbs, names }: Grant): k8s.types.input.rbac.v1.PolicyRule {
  return {
    apiGroups: [group],
    resources: [...resources],
    verbs: [...verbs],
    ...(names === undefined ? {} : { resourceNames: [...names] }),
  }
}

function subjectOf({ name, namespace }: AllowArgs['account']): k8s.types.input.rbac.v1.Subject {
  return { kind: 'ServiceAccount', name, namespace }
}
