import * as k8s from '@pulumi/kubernetes'
import type { Input, Resource } from '@pulumi/pulumi'
import type { Place } from './contracts/place.ts'
import { labelsOf } from './labels.ts'

export interface CustomResourceArgs {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  /** Whose it is. */
  readonly place: Place
  /** The system that it configures. */
  readonly system: string
  /** False of kinds that live in no namespace. */
  readonly namespaced?: boolean
  readonly labels?: Readonly<Record<string, string>>
  readonly spec: Input<object>
  /** When it is what it should be, as `condition=Ready` or `jsonpath={.status.phase}=Ready`; at once when absent. */
  readonly waitFor?: string
}

/** An object of a kind that an operator brought, done when its operator says so. */
export function customResource(
  { apiVersion, kind, name, place, system, namespaced = true, labels, spec, waitFor }: CustomResourceArgs,
  options: { readonly parent: Resource; readonly dependsOn: Input<Resource>[] },
): k8s.apiextensions.CustomResource {
  const { namespace, ownership } = place
  return new k8s.apiextensions.CustomResource(
    namespaced ? `${namespace}/${name}` : name,
    {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespaced ? { namespace } : {}),
        labels: { ...labelsOf(ownership, system, kind.toLowerCase()), ...labels },
        ...(waitFor === undefined ? {} : { annotations: { 'pulumi.com/waitFor': waitFor } }),
      },
      spec,
    },
    options,
  )
}
