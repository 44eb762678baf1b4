import * as k8s from '@pulumi/kubernetes'
import { type Input, output, type Resource } from '@pulumi/pulumi'
import type { Place } from './contracts/place.ts'
import { labelsOf } from './labels.ts'

export interface SecretArgs {
  readonly name: string
  readonly place: Place
  /** Whose it is, and what it is to it. */
  readonly system: string
  readonly component: string
  readonly labels?: Readonly<Record<string, string>>
  /** `Opaque` when absent. */
  readonly type?: string
  readonly values: Readonly<Record<string, Input<string>>>
}

/** A Secret of ours with a fixed name, for those who take its name and not its values. */
export function secret(
  { name, place, system, component, labels, type, values }: SecretArgs,
  parent: Resource,
): k8s.core.v1.Secret {
  const { namespace, ownership, ready } = place
  const encoded = Object.entries(values).map(([key, value]) => [key, output(value).apply(base64)])
  return new k8s.core.v1.Secret(
    `${namespace}/${name}`,
    {
      metadata: { name, namespace, labels: { ...labelsOf(ownership, system, component), ...labels } },
      ...(type === undefined ? {} : { type }),
      data: Object.fromEntries(encoded),
    },
    { parent, dependsOn: ready },
  )
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
