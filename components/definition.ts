import * as k8s from '@pulumi/kubernetes'
import type { Resource } from '@pulumi/pulumi'
import type { Ownership } from './contracts/place.ts'
import { labelsOf } from './labels.ts'

type Schema = k8s.types.input.apiextensions.v1.JSONSchemaProps

/** A kind of objects in namespaces that some controller works on. */
export interface Definition {
  readonly group: string
  readonly kind: string
  readonly plural: string
  /** For `kubectl`. */
  readonly short: string
  /** All of one schema; the first is the one that objects are kept in. */
  readonly versions: readonly [string, ...string[]]
  readonly schema: Schema
  /** Whether its status is written apart from the rest. */
  readonly hasStatus?: boolean
  /** Columns of `kubectl get` before the age: a title, and where it is found. */
  readonly columns?: Readonly<Record<string, string>>
}

/** An object of which everything is kept, whatever it is: what is written into it is checked elsewhere. */
export const anything = { type: 'object', x_kubernetes_preserve_unknown_fields: true } as const

const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

export function defineKind(
  { group, kind, plural, short, versions, schema, hasStatus = false, columns = {} }: Definition,
  { ownership, system }: { readonly ownership: Ownership; readonly system: string },
  parent: Resource,
): k8s.apiextensions.v1.CustomResourceDefinition {
  const name = `${plural}.${group}`
  const shown = Object.entries(columns).map(([name, jsonPath]) => ({ name, jsonPath, type: 'string' }))
  return new k8s.apiextensions.v1.CustomResourceDefinition(
    name,
    {
      metadata: { name, labels: labelsOf(ownership, system, 'definition') },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List`, shortNames: [short] },
        versions: versions.map((version, index) => ({
          name: version,
          served: true,
          storage: index === 0,
          schema: { openAPIV3Schema: schema },
          ...(hasStatus ? { subresources: { status: {} } } : {}),
          additionalPrinterColumns: [...shown, age],
        })),
      },
    },
    { parent },
  )
}
