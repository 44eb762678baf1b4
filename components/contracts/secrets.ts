import type { Input } from '@pulumi/pulumi'

/** Where a secret value is; never the value. */
export interface SecretRef {
  readonly namespace: string
  readonly name: string
  readonly key: string
}

export type Annotations = Readonly<Record<string, Input<string>>>
