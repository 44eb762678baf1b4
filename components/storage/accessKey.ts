import type * as k8s from '@pulumi/kubernetes'
import { interpolate, type Resource } from '@pulumi/pulumi'
import type { AccessFile, ObjectStoreCredentials } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import { type Password, password } from '../password.ts'
import { secret } from '../secret.ts'

/** The Secret with an access key beside its consumer. */
export interface KeySecret {
  /** `object-store` when absent. */
  readonly secretName?: string | undefined
  /** Besides the key itself. */
  readonly files?: Readonly<Record<string, AccessFile>>
}

export interface AccessKeyArgs extends KeySecret {
  readonly consumer: string
  /** Where the consumer lives. */
  readonly place: Place
  /** The system that keeps the objects, and where it is told of the key. */
  readonly system: string
  readonly store: Place
  /** Name of the Secret from which it is told. */
  readonly told: string
  readonly endpoint: string
  readonly region: string
}

export interface AccessKey {
  readonly credentials: ObjectStoreCredentials
  /** The Secret beside the store, with the same key. */
  readonly told: k8s.core.v1.Secret
  readonly version: Password['version']
}

/** Of the Secrets with an access key. */
export const accessKeyFields = { id: 'accessKeyId', secret: 'secretAccessKey', file: 'file' } as const

/** One consumer's access key in two Secrets: beside the consumer, and beside the store that is told of it. */
export function accessKey(
  {
    consumer,
    place,
    system,
    store,
    told,
    endpoint,
    region,
    files = {},
    secretName: name = 'object-store',
  }: AccessKeyArgs,
  parent: Resource,
): AccessKey {
  const { value, version } = password(`${system}-${consumer}`, parent)
  const values = { [accessKeyFields.id]: consumer, [accessKeyFields.secret]: value }
  const file = interpolate`[default]\naws_access_key_id = ${consumer}\naws_secret_access_key = ${value}\n`
  const others = Object.entries(files).map(([name, write]) => {
    return [name, value.apply((secret) => write({ id: consumer, secret, endpoint, region }))] as const
  })
  const written = secret(
    {
      name,
      place,
      system: consumer,
      component: 'credentials',
      values: { ...values, [accessKeyFields.file]: file, ...Object.fromEntries(others) },
    },
    parent,
  )
  const field = (key: string) => ({ namespace: place.namespace, name, key })
  return {
    credentials: {
      accessKeyId: field(accessKeyFields.id),
      secretAccessKey: field(accessKeyFields.secret),
      file: field(accessKeyFields.file),
      annotations: { 'atoll.dev/object-store-key': version },
      written,
    },
    told: secret({ name: told, place: store, system, component: 'setup', values }, parent),
    version,
  }
}
